import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** `getconf CLK_TCK`, which Linux fixes at 100 for programs whatever the kernel's own rate. */
const TICKS_PER_SECOND = 100;

/**
 * CPU seconds that a process has used so far, in user and kernel mode, over all of its threads
 * (proc(5), /proc/pid/stat, fields 14 and 15). Exact to 10 ms, so measure over seconds.
 */
export function cpuSeconds(pid: number): number {
  return ticksIn(`/proc/${pid}/stat`) / TICKS_PER_SECOND;
}

/** As {@link cpuSeconds}, of each thread by its id; the main thread's is the process's. */
export function cpuSecondsByThread(pid: number): Map<number, number> {
  const threads = readdirSync(`/proc/${pid}/task`).map(Number);
  return new Map(
    threads.map((id) => [id, ticksIn(`/proc/${pid}/task/${id}/stat`) / TICKS_PER_SECOND]),
  );
}

function ticksIn(path: string): number {
  const stat = readFileSync(path, 'utf8');
  // The name in parentheses may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

const MIB_IN_KIB = 1024;

/** Resident memory of a process in MiB: now, and the most since {@link forgetPeak}. */
export function residentMib(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { now: kib('VmRSS') / MIB_IN_KIB, peak: kib('VmHWM') / MIB_IN_KIB };
}

/** Starts the peak of {@link residentMib} anew (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** CPU seconds that the machine's host gave to others while ours wanted them (proc(5), /proc/stat). */
export function stolenSeconds(): number {
  const [total = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  return Number(total.split(/\s+/)[8]) / TICKS_PER_SECOND;
}
