import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepDoing, stopBackground } from '@/lib/background';
import { log } from '@/lib/log';

const PAUSE = 400;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  await stopBackground();
  vi.useRealTimers();
});

/** Work whose runs end when the test says so. */
function work() {
  const ends: { resolve(): void; reject(error: unknown): void }[] = [];
  const run = vi.fn((_stopping: AbortSignal) => {
    return new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
  });
  return { run, ends };
}

test('work begins at once, and again after the pause', async () => {
  const run = vi.fn(async () => undefined);
  keepDoing('work', PAUSE, run);
  expect(run).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(PAUSE - 1);
  expect(run).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(run).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(3 * PAUSE);
  expect(run).toHaveBeenCalledTimes(5);
});

test('the pause is from the end of one run to the begin of the next, and no two overlap', async () => {
  const { run, ends } = work();
  keepDoing('work', PAUSE, run);
  await vi.advanceTimersByTimeAsync(10 * PAUSE);
  expect(run).toHaveBeenCalledTimes(1);
  ends[0]?.resolve();
  await vi.advanceTimersByTimeAsync(PAUSE - 1);
  expect(run).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(run).toHaveBeenCalledTimes(2);
  ends[1]?.resolve();
});

test.each([
  ['rejects', () => Promise.reject(new Error('broken'))],
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
])('work that %s is told and goes on after the pause', async (_, fail) => {
  const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
  const run = vi.fn(async () => undefined).mockImplementationOnce(fail);
  keepDoing('sweeping', PAUSE, run);
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(run).toHaveBeenCalledTimes(2);
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    { err: expect.objectContaining({ message: 'broken' }) },
    'sweeping did not finish',
  );
});

test('one work’s error or length keeps no other from its turn', async () => {
  vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
  const { run: long, ends } = work();
  const other = vi.fn(async () => undefined);
  keepDoing('long', PAUSE, long);
  keepDoing('broken', PAUSE, () => Promise.reject(new Error('broken')));
  keepDoing('other', PAUSE, other);
  await vi.advanceTimersByTimeAsync(2 * PAUSE);
  expect(other).toHaveBeenCalledTimes(3);
  ends[0]?.resolve();
});

test('stopping says so to what is under way, waits for its end, and nothing begins after it', async () => {
  const { run, ends } = work();
  const idle = vi.fn(async () => undefined);
  keepDoing('work', PAUSE, run);
  keepDoing('idle', PAUSE, idle);
  await vi.advanceTimersByTimeAsync(0);
  const stopping = run.mock.calls[0]?.[0];
  expect(stopping?.aborted).toBe(false);

  const ended = vi.fn();
  const stopped = stopBackground().then(ended);
  expect(stopping?.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(10 * PAUSE);
  expect(ended).not.toHaveBeenCalled();
  ends[0]?.resolve();
  await stopped;
  await vi.advanceTimersByTimeAsync(10 * PAUSE);
  expect(run).toHaveBeenCalledTimes(1);
  expect(idle).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('stopping is not hindered by work that fails meanwhile', async () => {
  vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
  const { run, ends } = work();
  keepDoing('work', PAUSE, run);
  const stopped = stopBackground();
  ends[0]?.reject(new Error('broken'));
  await expect(stopped).resolves.toBeUndefined();
});

test('a process that was stopped may begin again', async () => {
  const run = vi.fn(async () => undefined);
  keepDoing('work', PAUSE, run);
  await stopBackground();
  await stopBackground();
  keepDoing('work', PAUSE, run);
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(run).toHaveBeenCalledTimes(3);
});
