import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The PostgreSQL that runs on this data, if one does; removes the file that a dead one left. */
export function postmasterOf(dataDir: string): { pid: number; port: number } | undefined {
  const pidFile = join(dataDir, 'postmaster.pid');
  let lines: string[];
  try {
    lines = readFileSync(pidFile, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  // Created a moment ago, not written yet.
  if (!lines[0]) return undefined;
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (isRunning(pid) && commandOf(pid).includes(dataDir)) return { pid, port };
  rmSync(pidFile, { force: true });
  return undefined;
}

/** Whether a process lives; a zombie, which nobody may be there to bury, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return commandOf(pid) !== '';
}

/** Its command line; process numbers are used again, so a number alone says nothing. */
function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
