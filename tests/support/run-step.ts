import { spawn } from 'node:child_process';
import { join } from 'node:path';

const CHECKOUT = join(import.meta.dirname, '../..');

export interface StepResult {
  ok: boolean;
  output: string;
}

/** What to run, for people: it starts the line that says how it went. */
export type Step = { name: string; run(): Promise<StepResult> };

/** Runs a program of node_modules/.bin; shows its output while it runs, or keeps it. */
export function program(
  name: string,
  parameters: string[],
  { show = false, env = {} }: { show?: boolean; env?: Record<string, string> } = {},
): Promise<StepResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(CHECKOUT, 'node_modules/.bin', name), parameters, {
      cwd: CHECKOUT,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** Runs a step and prints one line with its time; its output only when it failed. */
export async function runStep({ name, run }: Step): Promise<boolean> {
  const start = performance.now();
  const { ok, output } = await run().catch((error: unknown) => ({
    ok: false,
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (!ok && output) console.log(output.trimEnd());
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(28)} ${seconds.padStart(6)} s`);
  return ok;
}
