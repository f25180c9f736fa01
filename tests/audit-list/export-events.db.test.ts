import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Say } from '@/app/(signed-in)/admin/audit/event-words';
import { exportBody } from '@/app/(signed-in)/admin/audit/export/export-body';
import { recordEvent } from '@/lib/audit/record-event';
import { exportEvents } from '@/lib/audit-list/export-events';
import type { Filter } from '@/lib/audit-list/filter-rules';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import type { Scope } from '@/lib/scope';
import { fillTrail } from '@/tests/audit/trail';
import { disableUser } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { signedIn } from '@/tests/support/signed-in';
import { testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const ALL: Filter = { person: null, act: null, from: null, before: null };
const say: Say = {
  word: (key) => key,
  knows: () => true,
  instant: (at) => at.toISOString(),
  list: (words) => words.join(),
};
let scope: Scope;
let dana: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
  dana = (await signedIn(scope, await testPerson(scope, { roles: ['CSA'] }))).scope;
});

async function exported(filter: Filter, format: 'csv' | 'json', within = dana): Promise<string> {
  const outcome = await exportEvents(within, filter, format);
  if (outcome.kind !== 'begun') throw new Error(outcome.kind);
  const bytes = await new Response(exportBody(say, outcome.pages, format)).arrayBuffer();
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

const parsed = async (filter: Partial<Filter> = {}) =>
  JSON.parse(await exported({ ...ALL, ...filter }, 'json')) as Record<string, unknown>[];

test('an export holds the whole filtered list, newest first, however many pages it is', async () => {
  await fillTrail(scope, 1_200);
  const locks = await parsed({ act: 'locks' });
  expect(locks).toHaveLength(1_200);
  const times = locks.map(({ at }) => String(at));
  expect(times).toEqual(times.toSorted().reverse());
  expect(new Set(locks.map(({ event }) => event)).size).toBe(1_200);
});

test.each([499, 500, 501, 1000])('a list of %i events is exported whole', async (count) => {
  await fillTrail(scope, count);
  expect(await parsed({ act: 'locks' })).toHaveLength(count);
  const csv = await exported({ ...ALL, act: 'locks' }, 'csv');
  expect(csv.trimEnd().split('\r\n')).toHaveLength(count + 1);
});

test('an export of nothing is an empty list', async () => {
  expect(await parsed({ act: 'mails' })).toEqual([]);
  expect(await exported({ ...ALL, act: 'mails' }, 'csv')).toMatch(
    /^\ufeffevent,at,.*,details\r\n$/,
  );
});

test('an export is in the audit list, with who and as what', async () => {
  await exported(ALL, 'csv');
  expect(await eventsOf(scope, 'audit.exported')).toMatchObject([
    { actorName: 'danaortiz', subjectId: null, details: { format: 'csv' } },
  ]);
});

test('an event is exported in words and with all of its fields', async () => {
  const [event] = await parsed({ person: 'danaortiz', act: 'sign_ins' });
  expect(event).toEqual({
    event: expect.stringMatching(/^\d+$/),
    at: '2026-03-02T12:00:00.000Z',
    localTime: '2026-03-02T12:00:00.000Z',
    who: 'danaortiz',
    whom: 'danaortiz',
    what: 'event.sign_in.succeeded',
    where: '198.51.100.7',
    type: 'sign_in.succeeded',
    actorKind: 'person',
    actorId: expect.any(String),
    subjectId: expect.any(String),
    clientAddress: '198.51.100.7',
    requestId: 'test-request',
    details: { method: 'password', temporaryPassword: false },
  });
});

test.each(['=1+1', '+1', '-1', '@x', "'x", "'=1", '\t=1', '\r=1'])(
  'a cell that a spreadsheet takes for a formula gets a quote in front: %j',
  async (username) => {
    const subject = { userId: '00000000-0000-4000-8000-000000000001', username };
    await recordEvent(db(), scope, 'user.unlocked', subject, {});
    const csv = await exported({ ...ALL, act: 'locks' }, 'csv');
    const quoted = /[\r\n"]/.test(username) ? `"'${username}"` : `'${username}`;
    expect(csv).toContain(`,${quoted},`);
  },
);

test('commas, quotes and line breaks of a cell stay within it', async () => {
  const subject = { userId: '00000000-0000-4000-8000-000000000001', username: 'a,"b"\nc' };
  await recordEvent(db(), scope, 'user.unlocked', subject, {});
  expect(await exported({ ...ALL, act: 'locks' }, 'csv')).toContain(',"a,""b""\nc",');
});

test('another utility’s events are in no export', async () => {
  const valley = testScope(await testUtility({ utility: 'valley' }));
  await fillTrail(valley, 3);
  expect(await parsed({ act: 'locks' })).toEqual([]);
});

describe('nothing is exported, and nothing recorded, for', () => {
  const refusal = async (within: Scope) => (await exportEvents(within, ALL, 'csv')).kind;

  test('somebody who is no administrator', async () => {
    const sam = await signedIn(scope, await testPerson(scope, { username: 'samlee' }));
    expect(await refusal(sam.scope)).toBe('not_allowed');
    expect(await eventsOf(scope, 'audit.exported')).toEqual([]);
  });

  test('an administrator who was disabled a moment ago', async () => {
    await testPerson(scope, { username: 'ericstone', roles: ['CSA'] });
    const { actor } = dana;
    if (actor.kind === 'person') await disableUser(scope, actor.userId);
    expect(await refusal(dana)).toBe('not_allowed');
    expect(await eventsOf(scope, 'audit.exported')).toEqual([]);
  });

  test('an administrator of another utility', async () => {
    const valley = testScope(await testUtility({ utility: 'valley' }));
    expect(await refusal({ ...valley, actor: dana.actor })).toBe('not_allowed');
  });

  test('nobody in particular', async () => {
    expect(await refusal(scope)).toBe('not_allowed');
  });
});

test('a slow reader makes the export wait, and one who leaves ends it', async () => {
  await fillTrail(scope, 3_000);
  const outcome = await exportEvents(dana, ALL, 'json');
  if (outcome.kind !== 'begun') throw new Error(outcome.kind);
  const { pages } = outcome;
  const next = vi.spyOn(pages, 'next');
  const left = vi.spyOn(pages, 'return');
  const reader = exportBody(say, pages, 'json').getReader();
  await reader.read();
  await reader.read();
  expect(next.mock.calls.length).toBeLessThanOrEqual(3);
  await reader.cancel();
  expect(left).toHaveBeenCalled();
});

test('what fails on the way breaks the export off and is told', async () => {
  const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
  async function* broken() {
    yield [];
    throw new Error('the database is away');
  }
  await expect(new Response(exportBody(say, broken(), 'json')).text()).rejects.toThrow('away');
  expect(warn).toHaveBeenCalledExactlyOnceWith({ err: expect.any(Error) }, 'an export broke off');
});
