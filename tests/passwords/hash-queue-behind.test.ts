import { expect, test, vi } from 'vitest';
import { HashQueue } from '@/lib/passwords/hash-queue';
import { endlessWork as work } from '@/tests/passwords/endless-work';

/** Lets everything happen that waits for nothing but its turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve));
const began = (...works: ReturnType<typeof work>[]) =>
  works.map(({ run }) => run.mock.calls.length === 1);

test('work behind everybody else begins when nobody waits and a place stays free', async () => {
  const queue = new HashQueue(3);
  const [one, two, three] = [work(), work(), work()];
  for (const { run } of [one, two, three]) void queue.runBehind(run);
  await turn();
  expect(began(one, two, three)).toEqual([true, true, false]);
  const guess = work();
  void queue.run(0, guess.run);
  await turn();
  expect(began(guess)).toEqual([true]);
  one.end();
  await turn();
  expect(began(three)).toEqual([true]);
});

test('with one place it takes that one, one at a time', async () => {
  const queue = new HashQueue(1);
  const [one, two] = [work(), work()];
  const answers = [queue.runBehind(one.run), queue.runBehind(two.run)];
  await turn();
  expect(began(one, two)).toEqual([true, false]);
  one.end();
  await turn();
  two.end();
  expect(await Promise.all(answers)).toEqual(['worked', 'worked']);
});

test('whoever waits goes first, however long the other has been waiting', async () => {
  const queue = new HashQueue(1);
  const [behind, next] = [work(), work()];
  const [guess, another] = [work(), work()];
  void queue.runBehind(behind.run);
  void queue.runBehind(next.run);
  void queue.run(1000, guess.run);
  void queue.run(1000, another.run);
  await turn();
  for (const [ending, expected] of [
    [behind, [true, false, false]],
    [guess, [true, true, false]],
    [another, [true, true, true]],
  ] as const) {
    ending.end();
    await turn();
    expect(began(guess, another, next)).toEqual(expected);
  }
});

test('an error in it goes to who asked, and the place to the next', async () => {
  const queue = new HashQueue(1);
  const bad = work();
  const failing = queue.runBehind(bad.run);
  const next = queue.runBehind(async () => 'worked');
  await turn();
  bad.fail();
  await expect(failing).rejects.toThrow('no memory');
  expect(await next).toBe('worked');
  expect(await queue.run(0, async () => 'worked')).toMatchObject({ kind: 'done' });
});

test('it is never sent away, however slow the works of late', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const queue = new HashQueue(1);
  const slow = work();
  const answer = queue.run(0, slow.run);
  await vi.advanceTimersByTimeAsync(60_000);
  const behind = queue.runBehind(async () => 'worked');
  await vi.advanceTimersByTimeAsync(60_000);
  slow.end();
  await answer;
  expect(await behind).toBe('worked');
  vi.useRealTimers();
});
