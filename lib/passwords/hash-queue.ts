import { env } from '@/lib/env';
import { metrics } from '@/lib/metrics';
import { processWide } from '@/lib/process-wide';

/** How long anybody waits for a place before being told to come back. */
export const LONGEST_WAIT_MS = 10_000;

export type Queued<T> = { kind: 'done'; value: T } | { kind: 'busy'; retryAfterSeconds: number };

interface Waiter {
  start(): void;
  refuse(): void;
  timer: NodeJS.Timeout;
}

/**
 * A first-come queue in front of Argon2: as many at work as there are cores, the others wait, and
 * nobody waits longer than they asked to. Who would wait far too long by the speed of late is refused
 * at once.
 *
 * Answers a flood of guesses: without it, memory grows by 19 MiB a guess and everybody waits.
 */
export class HashQueue {
  private working = 0;
  private readonly waiting = new Set<Waiter>();
  /** Of those at work, the ones that nobody waits for. */
  private behind = 0;
  private readonly waitingBehind: (() => void)[] = [];
  /** Moving average of a work's duration; starts low so that a fresh process refuses nobody. */
  private averageMs = 5;

  constructor(private readonly places: number) {}

  /** How many works at a time run behind everybody else: where there are several places, one stays free. */
  get placesBehind(): number {
    return Math.max(1, this.places - 1);
  }

  /**
   * @param waitMs the longest wait for a place; the work itself is not bounded by it
   * @param work is told whether it had to wait
   * @returns what `work` returned, or `busy`: then `work` was not and will not be called
   */
  async run<T>(waitMs: number, work: (waited: boolean) => Promise<T>): Promise<Queued<T>> {
    const askedAt = performance.now();
    const isFree = this.working < this.places;
    if (!(await this.place(waitMs))) {
      metrics().hashQueueRefused.inc();
      return { kind: 'busy', retryAfterSeconds: this.retryAfterSeconds() };
    }
    const startedAt = performance.now();
    metrics().hashQueueWait.observe((startedAt - askedAt) / 1000);
    try {
      return { kind: 'done', value: await work(!isFree) };
    } finally {
      this.averageMs += 0.05 * (performance.now() - startedAt - this.averageMs);
      this.passOn();
    }
  }

  /**
   * Work that nobody stands waiting for at a screen: it begins only while nobody waits for a place, and
   * leaves one free. Waits as long as it takes.
   */
  async runBehind<T>(work: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.waitingBehind.push(resolve);
      this.beginBehind();
    });
    try {
      return await work();
    } finally {
      this.behind -= 1;
      this.passOn();
    }
  }

  private beginBehind(): void {
    while (
      this.waiting.size === 0 &&
      this.working < this.places &&
      this.behind < this.placesBehind
    ) {
      const begin = this.waitingBehind.shift();
      if (!begin) return;
      this.working += 1;
      this.behind += 1;
      begin();
    }
  }

  private place(waitMs: number): Promise<boolean> {
    if (this.working < this.places) {
      this.working += 1;
      return Promise.resolve(true);
    }
    // Twice, since a burst slows what is measured here and then passes.
    if (waitMs <= 0 || this.expectedWaitMs() > 2 * waitMs) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        start: () => resolve(true),
        refuse: () => resolve(false),
        timer: setTimeout(() => {
          this.leave(waiter);
          waiter.refuse();
        }, waitMs),
      };
      this.waiting.add(waiter);
      metrics().hashQueueWaiting.set(this.waiting.size);
    });
  }

  /** The place goes straight to the next in line, so that `working` never dips in between. */
  private passOn(): void {
    const [next] = this.waiting;
    if (!next) {
      this.working -= 1;
      this.beginBehind();
      return;
    }
    this.leave(next);
    next.start();
  }

  private leave(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    this.waiting.delete(waiter);
    metrics().hashQueueWaiting.set(this.waiting.size);
  }

  private expectedWaitMs(): number {
    return ((this.waiting.size + 1) / this.places) * this.averageMs;
  }

  private retryAfterSeconds(): number {
    return Math.min(30, Math.max(2, Math.ceil(this.expectedWaitMs() / 1000)));
  }
}

/** The process's one queue. */
export function hashQueue(): HashQueue {
  return processWide('hash-queue', () => new HashQueue(env().HASH_CONCURRENCY));
}
