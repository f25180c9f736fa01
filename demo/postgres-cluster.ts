import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunAs } from '@/demo/postgres-binaries';

const PASSWORD_FILE = 'csi-password';

interface Cluster {
  native: string;
  dataDir: string;
  superuser: string;
  runAs: RunAs;
  /** Whether the files must be on the disk before this returns. */
  sync: boolean;
}

/**
 * Runs initdb: UTF-8, sorted by code point, with Unicode's upper and lower case (PostgreSQL's own
 * C.UTF-8, so that nothing depends on the locales of the machine). The directory appears under its
 * name only when it is whole.
 */
export function makeCluster({ native, dataDir, superuser, runAs, sync }: Cluster): void {
  const draft = `${dataDir}.new`;
  const passwordFile = `${draft}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (runAs.uid !== undefined && runAs.gid !== undefined) {
    chownSync(draft, runAs.uid, runAs.gid);
    chownSync(passwordFile, runAs.uid, runAs.gid);
  }
  const { status, stderr } = spawnSync(
    join(native, 'bin/initdb'),
    [
      `--pgdata=${draft}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(sync ? [] : ['--no-sync']),
    ],
    { ...runAs, cwd: draft, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`initdb failed in ${draft}: ${stderr}`);
  // From here on it is the starter's, whoever the database runs as.
  if (process.getuid && process.getgid) chownSync(passwordFile, process.getuid(), process.getgid());
  renameSync(passwordFile, join(draft, PASSWORD_FILE));
  renameSync(draft, dataDir);
}

export function readPassword(dataDir: string): string {
  return readFileSync(join(dataDir, PASSWORD_FILE), 'utf8').trim();
}
