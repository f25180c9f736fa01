import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_REST_MS = 1_000;

/**
 * Lets work in batches rest as long as each took: half of the time, and of the database, is everybody
 * else's, however busy they are.
 */
export class Pace {
  private since = performance.now();

  constructor(private readonly stopping?: AbortSignal) {}

  async rest(): Promise<void> {
    const took = performance.now() - this.since;
    await sleep(Math.min(took, LONGEST_REST_MS), undefined, { signal: this.stopping }).catch(
      () => undefined,
    );
    this.since = performance.now();
  }
}
