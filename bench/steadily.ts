import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Begins `work` so many times a second, for so long, whether or not what began before is done: people
 * do not wait for each other.
 * @returns what each came to, once all are done
 */
export async function steadily<T>(
  perSecond: number,
  seconds: number,
  work: (index: number) => Promise<T>,
): Promise<T[]> {
  const start = performance.now();
  const under: Promise<T>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = start + (1000 * n) / perSecond;
    await sleep(Math.max(0, due - performance.now()));
    under.push(work(n));
  }
  return Promise.all(under);
}
