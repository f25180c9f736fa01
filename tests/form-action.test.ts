import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readFields, runFormAction } from '@/lib/form-action';
import { log } from '@/lib/log';
import { answerWith, type RequestContext, runInRequestContext } from '@/lib/request-context';
import { isUnreadableForm } from '@/lib/unreadable-form';
import { testRequest } from '@/tests/support/test-request';

let context: RequestContext;

beforeEach(() => {
  vi.spyOn(log(), 'warn').mockReturnValue();
  context = testRequest();
});

/** The fields of a form as it was sent. */
function read(sent: [string, string | Blob][], names: string[] = ['username', 'password']) {
  const form = new FormData();
  for (const [name, value] of sent) form.append(name, value);
  return runInRequestContext(context, () => readFields(form, names));
}

describe('a form’s fields', () => {
  test('are read as they were typed, spaces and all, and others are left', () => {
    const sent: [string, string][] = [
      ['username', ' dana '],
      ['redirectTo', 'https://evil.example'],
      ['password', ''],
    ];
    expect(read(sent)).toEqual({ username: ' dana ', password: '' });
    expect(context.response).toEqual({});
  });

  test('have at most 8,192 characters each', () => {
    const longest = 'x'.repeat(8192);
    expect(read([['a', longest]], ['a'])).toEqual({ a: longest });
    expect(context.response).toEqual({});
    expect(read([['a', `${longest}x`]], ['a'])).toBeNull();
    expect(context.response).toEqual({ status: 400 });
  });

  test.each<[string, [string, string | Blob][]]>([
    ['missing', [['username', 'dana']]],
    [
      'doubled',
      [
        ['username', 'a'],
        ['password', 'b'],
        ['username', 'c'],
      ],
    ],
    [
      'a file',
      [
        ['username', 'dana'],
        ['password', new Blob(['x'])],
      ],
    ],
    [
      'with a NUL',
      [
        ['username', 'da\0na'],
        ['password', 'x'],
      ],
    ],
  ])('are no form of ours when one is %s, which is a 400', (_, sent) => {
    expect(read(sent)).toBeNull();
    expect(context.response).toEqual({ status: 400 });
  });
});

describe('what is no form at all', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'username=dana'],
    ['an object that looks like one', { getAll: () => ['dana'] }],
    ['a list', ['dana', 'x']],
  ])('is a 400: %s', (_, sent) => {
    const fields = runInRequestContext(context, () => readFields(sent, ['username']));
    expect(fields).toBeNull();
    expect(context.response).toEqual({ status: 400 });
  });
});

test('what fails before a form was read is the client’s, what fails after is ours', () => {
  context = testRequest({ awaitsForm: true });
  expect(runInRequestContext(context, isUnreadableForm)).toBe(true);
  read([]);
  expect(runInRequestContext(context, isUnreadableForm)).toBe(false);
  expect(isUnreadableForm()).toBe(false);
});

describe('an action', () => {
  const run = <T>(work: () => Promise<T>) =>
    runInRequestContext(context, () => runFormAction(work));

  test('comes back with what it made', async () => {
    expect(await run(async () => 'done')).toBe('done');
    expect(context.response).toEqual({});
  });

  test('whose database is away says so, with status 503 and Retry-After', async () => {
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(await run(() => Promise.reject(away))).toEqual({ kind: 'unavailable' });
    expect(context.response).toEqual({ status: 503, retryAfterSeconds: 5 });
  });

  test('that has a mistake in it throws', async () => {
    await expect(run(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
    expect(context.response).toEqual({});
  });
});

test('a status can only be asked for within a request', () => {
  expect(() => answerWith(429)).toThrow('No request');
});

test('two requests at the same time do not hear of each other', async () => {
  const other = testRequest({ requestId: 'r-2' });
  await Promise.all([
    runInRequestContext(context, async () => answerWith(429, 10)),
    runInRequestContext(other, async () => answerWith(503)),
  ]);
  expect(context.response).toEqual({ status: 429, retryAfterSeconds: 10 });
  expect(other.response).toEqual({ status: 503 });
});
