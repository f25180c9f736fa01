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

describe('places', () => {
  test('are for as many at a time as there are, and no more', async () => {
    const queue = new HashQueue(2);
    const works = [work(), work(), work()];
    const answers = works.map(({ run }) => queue.run(1000, run));
    await turn();
    expect(works.map(({ run }) => run.mock.calls.length)).toEqual([1, 1, 0]);
    expect(await waiting()).toBe(1);
    for (const { end } of works) {
      end();
      await turn();
    }
    expect(await Promise.all(answers)).toEqual([DONE, DONE, DONE]);
    expect(await waiting()).toBe(0);
  });

  test('go to who came first', async () => {
    const queue = new HashQueue(1);
    const order: number[] = [];
    const first = work();
    const answers = [queue.run(1000, first.run)];
    for (const n of [1, 2, 3]) {
      answers.push(queue.run(1000, async () => `${order.push(n)}`));
    }
    await turn();
    first.end();
    await Promise.all(answers);
    expect(order).toEqual([1, 2, 3]);
  });

  test('are not taken by a newcomer before one who waits', async () => {
    const queue = new HashQueue(1);
    const order: string[] = [];
    const first = work();
    const answers = [queue.run(1000, first.run)];
    answers.push(queue.run(1000, async () => `${order.push('waited')}`));
    await turn();
    first.end();
    answers.push(queue.run(1000, async () => `${order.push('came later')}`));
    await Promise.all(answers);
    expect(order).toEqual(['waited', 'came later']);
  });

  test.each([1, 4])('are %i after a hundred works, as before', async (places) => {
    const queue = new HashQueue(places);
    let [working, most] = [0, 0];
    const busy = async () => {
      working += 1;
      most = Math.max(most, working);
      await Promise.resolve();
      working -= 1;
      return 'worked';
    };
    const answers = await Promise.all(Array.from({ length: 100 }, () => queue.run(1000, busy)));
    expect(answers).toEqual(Array(100).fill(DONE));
    expect(most).toBe(places);
  });
});

describe('an error in the work', () => {
  test('goes to who asked, and the place to the next', async () => {
    const queue = new HashQueue(1);
    const [bad, good] = [work(), work()];
    const failing = queue.run(1000, bad.run);
    const next = queue.run(1000, good.run);
    await turn();
    bad.fail();
    await expect(failing).rejects.toThrow('no memory');
    await turn();
    good.end();
    expect(await next).toEqual(DONE);
  });

  test('that is thrown at once leaves the place free', async () => {
    const queue = new HashQueue(1);
    const thrower = () => {
      throw new Error('at once');
    };
    await expect(queue.run(0, thrower)).rejects.toThrow('at once');
    expect(await queue.run(0, async () => 'worked')).toEqual(DONE);
  });
});
