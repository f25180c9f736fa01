import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { metrics } from '@/lib/metrics';
import { HashQueue } from '@/lib/passwords/hash-queue';
import { endlessWork as work } from '@/tests/passwords/endless-work';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  metrics().registry.resetMetrics();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Lets everything happen that waits for nothing but its turn. */
const turn = () => vi.advanceTimersByTimeAsync(0);
const waiting = async () => (await metrics().hashQueueWaiting.get()).values[0]?.value;
const DONE = { kind: 'done', value: 'worked' };

describe('who waits', () => {
  test('gets a place up to the last millisecond of their time', async () => {
    const queue = new HashQueue(1);
    const [first, second] = [work(), work()];
    void queue.run(1000, first.run);
    const answer = queue.run(1000, second.run);
    await vi.advanceTimersByTimeAsync(999);
    first.end();
    await turn();
    second.end();
    expect(await answer).toEqual(DONE);
  });

  test('is sent away when their time is over, and their work is never begun', async () => {
    const queue = new HashQueue(1);
    const [first, second] = [work(), work()];
    void queue.run(1000, first.run);
    const answer = queue.run(1000, second.run);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await answer).toMatchObject({ kind: 'busy' });
    first.end();
    await turn();
    expect(second.run).not.toHaveBeenCalled();
    expect(await waiting()).toBe(0);
  });

  test('leaves the place to the next when they are sent away', async () => {
    const queue = new HashQueue(1);
    const [first, third] = [work(), work()];
    void queue.run(1000, first.run);
    const hasty = queue.run(100, async () => 'never');
    const patient = queue.run(1000, third.run);
    await vi.advanceTimersByTimeAsync(100);
    expect(await hasty).toMatchObject({ kind: 'busy' });
    first.end();
    await turn();
    third.end();
    expect(await patient).toEqual(DONE);
  });

  test.each([0, -5])('%i milliseconds waits not at all, but takes a free place', async (waitMs) => {
    const queue = new HashQueue(1);
    const first = work();
    const answer = queue.run(waitMs, first.run);
    await turn();
    expect(await queue.run(waitMs, async () => 'never')).toMatchObject({ kind: 'busy' });
    first.end();
    expect(await answer).toEqual(DONE);
  });
});

describe('who would wait twice too long by the speed of late', () => {
  /** A queue of one place, of which the works of late took so long that the average is 504.75 ms. */
  async function slowQueue(): Promise<HashQueue> {
    const queue = new HashQueue(1);
    const slow = work();
    const answer = queue.run(0, slow.run);
    await vi.advanceTimersByTimeAsync(10_000);
    slow.end();
    await answer;
    return queue;
  }

  test('is refused at once, and who would not is let wait', async () => {
    const queue = await slowQueue();
    void queue.run(0, work().run);
    expect(await queue.run(252, work().run)).toMatchObject({ kind: 'busy' });
    void queue.run(253, work().run);
    await turn();
    expect(await waiting()).toBe(1);
    expect(await queue.run(504, work().run)).toMatchObject({ kind: 'busy' });
    void queue.run(505, work().run);
    await turn();
    expect(await waiting()).toBe(2);
  });

  test('is told to come back in two to thirty seconds, by the length of the queue', async () => {
    const queue = await slowQueue();
    void queue.run(0, work().run);
    expect(await queue.run(0, work().run)).toEqual({ kind: 'busy', retryAfterSeconds: 2 });
    for (let i = 0; i < 9; i += 1) void queue.run(100_000, work().run);
    await turn();
    expect(await queue.run(0, work().run)).toEqual({ kind: 'busy', retryAfterSeconds: 6 });
    for (let i = 0; i < 90; i += 1) void queue.run(100_000, work().run);
    await turn();
    expect(await queue.run(0, work().run)).toEqual({ kind: 'busy', retryAfterSeconds: 30 });
  });

  test('is counted for the operator', async () => {
    const queue = await slowQueue();
    void queue.run(0, work().run);
    await queue.run(1, work().run);
    expect((await metrics().hashQueueRefused.get()).values[0]?.value).toBe(1);
  });
});
