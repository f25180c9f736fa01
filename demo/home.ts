import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CHECKOUT } from '@/demo/postgres-binaries';
import { isRunning } from '@/demo/postgres-process';

/** A random secret of the demo that stays from start to start, readable by its starter only. */
export function keptSecret(home: string, name: string): string {
  const path = join(home, name);
  if (!existsSync(path)) {
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(path, 'utf8').trim();
}

/** The settings under which `npm run demo:csi` reaches the demo's database. */
export function writeSettings(settings: Record<string, string>): void {
  const directory = join(CHECKOUT, '.demo');
  mkdirSync(directory, { recursive: true });
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(directory, 'env'), lines.join(''), { mode: 0o600 });
}

/**
 * Marks the data as ours for as long as we run: two demos on one database would put its accounts
 * back under each other's feet.
 * @throws when another demo runs on it
 */
export function claimHome(home: string): void {
  const path = join(home, 'demo.pid');
  const other = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  if (other > 0 && other !== process.pid && isRunning(other)) {
    throw new Error(`A demo already runs on ${home} (process ${other}); stop it first.`);
  }
  writeFileSync(path, String(process.pid));
  process.on('exit', () => rmSync(path, { force: true }));
}

/** @throws one line that says what to do when somebody listens there already */
export async function assertPortFree(
  variable: string,
  port: number,
  addresses: readonly string[],
): Promise<void> {
  for (const address of addresses) {
    const probe = createServer();
    await new Promise<void>((resolve, reject) => {
      probe.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(
                `Port ${port} is in use; choose another, as in: ${variable}=${port + 100} npm run demo`,
              )
            : error,
        ),
      );
      probe.listen(port, address, resolve);
    });
    await new Promise((resolve) => probe.close(resolve));
  }
}
