import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const CHECKOUT = join(import.meta.dirname, '../..');
const CRUISER = join(CHECKOUT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

const PRELOAD = join(import.meta.dirname, 'swc-for-cruiser.mjs');

const report = z.object({
  summary: z.object({
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
  }),
});

/** The forbidden arrows in a tree of sources, each as `rule: from → to`. */
export function forbiddenArrows(root: string): Promise<string[]> {
  const config = join(CHECKOUT, '.dependency-cruiser.cjs');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--import', PRELOAD, CRUISER, '--config', config, '--output-type', 'json', '.'],
      { cwd: root, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        // Its exit status is the number of violations; without a report something else is wrong.
        if (!stdout) return reject(error ?? new Error(stderr));
        const { violations } = report.parse(JSON.parse(stdout)).summary;
        resolve(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`));
      },
    );
  });
}
