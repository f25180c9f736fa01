import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@/demo/postgres-binaries';

/** Makes next.config.ts choose the benchmark's build, with its bare page, for building and serving. */
export const BENCH_BUILD = { CSI_BENCH: '1' };

/** Where everything is that the benchmark leaves behind. */
export const BENCH_HOME = join(CHECKOUT, '.bench');

/**
 * Makes the production build with the bare page in it, beside the product's own.
 * @throws with Next's output when the build fails
 */
export function buildForBench(): void {
  mkdirSync(BENCH_HOME, { recursive: true });
  // Next adds the types of each build directory to the tsconfig.json that it is given.
  writeFileSync(join(BENCH_HOME, 'tsconfig.json'), '{ "extends": "../tsconfig.json" }\n');
  const restore = kept(join(CHECKOUT, 'next-env.d.ts'));
  const { status, stdout, stderr } = spawnSync(
    join(CHECKOUT, 'node_modules/.bin/next'),
    ['build'],
    {
      cwd: CHECKOUT,
      env: {
        ...process.env,
        ...BENCH_BUILD,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
      },
      encoding: 'utf8',
    },
  );
  restore();
  if (status !== 0) throw new Error(`next build failed:\n${stdout}${stderr}`);
}

/** Next points this file, which the type checker reads, at the build it made last. */
function kept(path: string): () => void {
  const content = existsSync(path) ? readFileSync(path) : undefined;
  return () => (content ? writeFileSync(path, content) : rmSync(path, { force: true }));
}
