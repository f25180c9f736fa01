import { beforeEach, expect, test, vi } from 'vitest';
import { RefreshedCache } from '@/lib/utilities/refreshed-cache';

class Away extends Error {}

let now: number;
let load: ReturnType<typeof vi.fn<(key: string) => Promise<string>>>;
let cache: RefreshedCache<string, string>;

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  load = vi.fn(async (key: string) => `${key}${load.mock.calls.length}`);
  cache = new RefreshedCache({
    load: (key) => load(key),
    freshMs: 5000,
    staleMs: 600_000,
    retryMs: 1000,
    isUnavailable: (error) => error instanceof Away,
  });
});

test('loads again after five seconds and not a moment before', async () => {
  expect(await cache.get('a')).toBe('a1');
  now = 4999;
  expect(await cache.get('a')).toBe('a1');
  now = 5000;
  expect(await cache.get('a')).toBe('a2');
});

test('loads once for everybody who asks at the same time', async () => {
  expect(await Promise.all([cache.get('a'), cache.get('a'), cache.get('b')])).toEqual([
    'a1',
    'a1',
    'b2',
  ]);
});

test('goes on with what it has while the source is away, for ten minutes', async () => {
  await cache.get('a');
  load.mockRejectedValue(new Away());
  now = 600_000;
  expect(await cache.get('a')).toBe('a1');
  now = 600_001;
  await expect(cache.get('a')).rejects.toThrow(Away);
});

test('asks a source that is away at most once a second', async () => {
  await cache.get('a');
  load.mockRejectedValue(new Away());
  now = 5000;
  await cache.get('a');
  now = 5999;
  await cache.get('a');
  expect(load).toHaveBeenCalledTimes(2);
  now = 6000;
  await cache.get('a');
  expect(load).toHaveBeenCalledTimes(3);
});

test('is up to date again as soon as the source is back', async () => {
  await cache.get('a');
  load.mockRejectedValueOnce(new Away());
  now = 5000;
  await cache.get('a');
  now = 6000;
  expect(await cache.get('a')).toBe('a3');
});

test('hands on the failure when it has nothing, and asks again at the next call', async () => {
  load.mockRejectedValueOnce(new Away());
  await expect(cache.get('a')).rejects.toThrow(Away);
  expect(await cache.get('a')).toBe('a2');
});

test('hands on a failure that waiting does not mend', async () => {
  await cache.get('a');
  load.mockRejectedValue(new Error('broken'));
  now = 5000;
  await expect(cache.get('a')).rejects.toThrow('broken');
});

test('what was being loaded while it was cleared is not kept', async () => {
  const before = cache.get('a');
  cache.clear();
  expect(await before).toBe('a1');
  expect(await cache.get('a')).toBe('a2');
});
