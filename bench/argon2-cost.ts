import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from '@/demo/postgres-binaries';

/** CPU seconds of one Argon2id computation, measured in a process that does nothing else. */
export async function argon2CpuSeconds(hashes: number, atOnce: number): Promise<number> {
  const script = join(CHECKOUT, 'bench/argon2-hashes.ts');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', script, String(hashes), String(atOnce)],
    { cwd: CHECKOUT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (status !== 0) throw new Error(`The Argon2id calibration ended with status ${status}.`);
  const { cpuSeconds } = JSON.parse(output) as { cpuSeconds: number };
  return cpuSeconds / hashes;
}
