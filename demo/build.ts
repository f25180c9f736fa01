import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHECKOUT } from '@/demo/postgres-binaries';
import { isRunning } from '@/demo/postgres-process';

/** Everything that goes into a build; what is not there (yet) counts as empty. */
const SOURCES = [
  'app',
  'components',
  'drizzle',
  'emails',
  'i18n',
  'lib',
  'messages',
  'public',
  'instrumentation.ts',
  'next.config.ts',
  'package-lock.json',
  'postcss.config.mjs',
  'tsconfig.json',
];

const STAMP = join(CHECKOUT, '.next/csi-build');
// Next empties .next when it builds, all but the cache.
const LOCK = join(CHECKOUT, '.next/cache/csi-build.lock');

/**
 * Makes the production build unless the last one was of the same sources. Two at once wait for each
 * other.
 * @throws with Next's output when the build fails
 */
export async function ensureBuild(): Promise<'built' | 'fresh'> {
  if (isFresh()) return 'fresh';
  await takeLock();
  try {
    if (isFresh()) return 'fresh';
    // Before, not after: a file that changes meanwhile must lead to another build.
    const built = fingerprint();
    await nextBuild();
    writeFileSync(STAMP, built);
    return 'built';
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function isFresh(): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

function fingerprint(): string {
  const hash = createHash('sha256');
  hash.update(process.version).update(process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? '');
  for (const path of SOURCES.flatMap(filesIn)) {
    hash.update(`\0${path}\0`).update(readFileSync(join(CHECKOUT, path)));
  }
  return hash.digest('hex');
}

function filesIn(source: string): string[] {
  const found = statSync(join(CHECKOUT, source), { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [source];
  const names = readdirSync(join(CHECKOUT, source)).sort();
  return names.flatMap((name) => filesIn(join(source, name)));
}

async function takeLock(): Promise<void> {
  mkdirSync(dirname(LOCK), { recursive: true });
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(existsSync(LOCK) ? readFileSync(LOCK, 'utf8') : '');
    // Empty for the moment between its making and its writing.
    if (holder > 0 && !isRunning(holder)) rmSync(LOCK, { force: true });
    else await sleep(250);
  }
}

function nextBuild(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(CHECKOUT, 'node_modules/.bin/next'), ['build'], {
      cwd: CHECKOUT,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`next build failed:\n${output}`)),
    );
  });
}
