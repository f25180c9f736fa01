import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type KeptAnswers, keptAnswers } from '@/lib/sso/oidc/kept-answers';
import { PortalError } from '@/lib/sso/portal-fetch';
import { eventually } from '@/tests/support/eventually';

let now: number;
let ask: ReturnType<typeof vi.fn<(key: string) => Promise<string>>>;
let answers: KeptAnswers<string>;

const away = () => new PortalError('unreachable', 'portal.example');

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  ask = vi.fn(async (key: string) => `${key}${ask.mock.calls.length}`);
  answers = keptAnswers('test', {
    ask: (key) => ask(key),
    freshMs: 10_000,
    keepMs: 100_000,
    everyMs: 1000,
  });
});

afterEach(() => answers.clear());

test('asks again when an answer is no longer fresh and not a moment before', async () => {
  expect(await answers.get('a')).toBe('a1');
  now = 9999;
  expect(await answers.get('a')).toBe('a1');
  now = 10_000;
  expect(await answers.get('a')).toBe('a2');
});

test('asks once for everybody who asks at the same time, and apart for each key', async () => {
  const asked = [answers.get('a'), answers.get('a'), answers.recent('a', 0), answers.get('b')];
  expect(await Promise.all(asked)).toEqual(['a1', 'a1', { value: 'a1' }, 'b2']);
});

test('goes on with what it has while the source is away, up to the last moment', async () => {
  await answers.get('a');
  ask.mockRejectedValue(away());
  now = 100_000;
  expect(await answers.get('a')).toBe('a1');
  now = 100_001;
  await expect(answers.get('a')).rejects.toMatchObject({ reason: 'unreachable' });
});

test('asks a source that is away at most once a second, whether it was ever heard or not', async () => {
  ask.mockRejectedValue(away());
  for (const at of [0, 1, 999]) {
    now = at;
    await expect(answers.get('a')).rejects.toBeInstanceOf(PortalError);
  }
  expect(ask).toHaveBeenCalledTimes(1);
  now = 1000;
  ask.mockResolvedValueOnce('back');
  expect(await answers.get('a')).toBe('back');
});

test('says how the newest question ended, as old as the caller bears', async () => {
  ask.mockRejectedValueOnce(away());
  expect(await answers.recent('a', 4000)).toMatchObject({ fault: { reason: 'unreachable' } });
  now = 3999;
  expect(await answers.recent('a', 4000)).toMatchObject({ fault: { reason: 'unreachable' } });
  now = 4000;
  expect(await answers.recent('a', 4000)).toEqual({ value: 'a2' });
});

test('a question that failed or is open may count for less long than an answer', async () => {
  let arrive: (value: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => {
    arrive = resolve;
  });
  ask.mockReturnValueOnce(first).mockRejectedValueOnce(away()).mockResolvedValueOnce('newest');
  const open = answers.recent('a', 4000, 1000);
  now = 999;
  expect(answers.recent('a', 4000, 1000)).toBe(open);
  now = 1000;
  expect(await answers.recent('a', 4000, 1000)).toMatchObject({ fault: {} });
  now = 1999;
  expect(await answers.recent('a', 4000, 1000)).toMatchObject({ fault: {} });
  now = 2000;
  expect(await answers.recent('a', 4000, 1000)).toEqual({ value: 'newest' });
  now = 5999;
  expect(await answers.recent('a', 4000, 1000)).toEqual({ value: 'newest' });
  arrive('late');
  expect(await open).toEqual({ value: 'late' });
  expect(await answers.get('a')).toBe('newest');
  expect(ask).toHaveBeenCalledTimes(3);
});

test('no question is put more often than the source is asked at most', async () => {
  ask.mockRejectedValue(away());
  await answers.recent('a', 4000, 10);
  now = 999;
  await answers.recent('a', 4000, 10);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('a bug is no source that is away', async () => {
  await answers.get('a');
  ask.mockRejectedValueOnce(new TypeError('bug'));
  now = 10_000;
  await expect(answers.get('a')).rejects.toThrow('bug');
});

test('a newer answer is to a question put after the call, for all who wait for it', async () => {
  await answers.get('a');
  now = 1000;
  const waiting = [answers.newer('a'), answers.newer('a'), answers.newer('a')];
  expect(await Promise.all(waiting)).toEqual(['a2', 'a2', 'a2']);
  expect(await answers.get('a')).toBe('a2');
});

test('however many want a newer answer, the source is asked once in a while, and they wait for it', async () => {
  vi.restoreAllMocks();
  const askedAt: number[] = [];
  const everyMs = 30;
  const quick = keptAnswers('test-quick', {
    ask: async () => askedAt.push(performance.now()),
    freshMs: 10_000,
    keepMs: 100_000,
    everyMs,
  });
  await quick.get('a');
  expect(await Promise.all([quick.newer('a'), quick.newer('a')])).toEqual([2, 2]);
  expect(await Promise.all([quick.newer('a'), quick.newer('a')])).toEqual([3, 3]);
  const [first = 0, second = 0, third = 0] = askedAt;
  expect(Math.min(second - first, third - second)).toBeGreaterThan(everyMs / 2);
  quick.clear();
});

test('who comes while a newer answer is under way waits for one of their own', async () => {
  await answers.get('a');
  now = 1000;
  let arrive: (value: string) => void = () => undefined;
  ask.mockReturnValueOnce(
    new Promise((resolve) => {
      arrive = resolve;
    }),
  );
  const first = answers.newer('a');
  await eventually(() => expect(ask).toHaveBeenCalledTimes(2));
  const second = answers.newer('a');
  const settled = answers.settled('a');
  now = 2000;
  arrive('second answer');
  expect(await first).toBe('second answer');
  await settled;
  expect(await second).toBe('a3');
});

test('what was asked before everything is forgotten is not kept', async () => {
  let arrive: (value: string) => void = () => undefined;
  ask.mockReturnValueOnce(
    new Promise((resolve) => {
      arrive = resolve;
    }),
  );
  const early = answers.get('a');
  answers.clear();
  arrive('early');
  expect(await early).toBe('early');
  expect(await answers.get('a')).toBe('a2');
});
