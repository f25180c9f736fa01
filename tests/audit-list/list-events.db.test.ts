import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { EventCatalogue, EventType } from '@/lib/audit/event-catalogue';
import { recordEvent } from '@/lib/audit/record-event';
import { type Filter, readFilter, type Turn } from '@/lib/audit-list/filter-rules';
import { type EventPage, listEvents, sealedUpTo } from '@/lib/audit-list/list-events';
import { db } from '@/lib/db';
import type { Actor, Scope } from '@/lib/scope';
import { recordEvents, seal } from '@/tests/audit/trail';
import { NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
const EVERYTHING: Filter = { person: null, act: null, from: null, before: null };
const dana = { userId: randomUUID(), username: 'danaortiz' };
const sam = { userId: randomUUID(), username: 'samlee' };
const actorOf = (person: typeof dana): Actor => ({ kind: 'person', ...person, sessionId: '' });

beforeEach(async () => {
  scope = testScope(await testUtility());
});

/** Writes an event so many seconds after noon. */
function tell<T extends EventType>(
  seconds: number,
  type: T,
  subject: typeof dana | null,
  details: EventCatalogue[T],
  actor: Actor = { kind: 'nobody' },
): Promise<void> {
  const now = () => noonPlus(seconds * SECOND);
  return recordEvent(db(), { ...scope, actor, now }, type, subject, details);
}

const nameless = (seconds: number) => tell(seconds, 'sign_in.failed', null, { reason: 'wrong' });
const list = (filter: Partial<Filter> = {}, turn: Turn = null) =>
  listEvents(scope, { ...EVERYTHING, ...filter }, turn);
const types = ({ events }: EventPage) => events.map(({ type }) => type);
/** Of events that {@link recordEvents} wrote. */
const marks = ({ events }: EventPage) =>
  events.flatMap(({ details }) => (details.failedAttempts as number | undefined) ?? []);

test('the newest event stands first; of one instant the last written', async () => {
  await tell(2, 'user.locked', dana, { failedAttempts: 3 });
  await tell(3, 'user.unlocked', dana, {});
  await tell(3, 'user.disabled', dana, {});
  await tell(1, 'user.enabled', dana, {});
  expect(types(await list())).toEqual([
    'user.disabled',
    'user.unlocked',
    'user.locked',
    'user.enabled',
    'utility.created',
  ]);
});

describe('pages', () => {
  beforeEach(async () => {
    for (let i = 1; i <= 120; i += 1) {
      // Three at an instant, so that a page ends within one.
      await tell(Math.floor(i / 3), 'user.locked', dana, { failedAttempts: i });
    }
  });

  const span = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, index) => from - index);

  test('hold 50 events, and lead on to the end without a gap or a second time', async () => {
    const first = await list();
    expect(marks(first)).toEqual(span(120, 71));
    expect(first.newer).toBeNull();
    const second = await list({}, first.older);
    expect(marks(second)).toEqual(span(70, 21));
    const third = await list({}, second.older);
    expect(marks(third)).toEqual(span(20, 1));
    expect(third.older).toBeNull();
    expect(types(third).at(-1)).toBe('utility.created');
  });

  test('lead back the same way', async () => {
    const first = await list();
    const second = await list({}, first.older);
    const third = await list({}, second.older);
    expect(marks(await list({}, third.newer))).toEqual(marks(second));
    expect(await list({}, second.newer)).toEqual(first);
  });

  test('that are asked for again stay what they were while new events arrive', async () => {
    const second = await list({}, (await list()).older);
    await tell(500, 'user.enabled', dana, {});
    expect(marks(await list({}, (await list({}, second.newer)).older))).toHaveLength(50);
    const before = (await list({}, second.newer)).events.at(-1);
    expect(marks({ ...second, events: before ? [before] : [] })).toEqual([71]);
  });

  test('from a place that never was are read from there on', async () => {
    const turn = { to: 'older', from: { at: noonPlus(1000 * SECOND), eventId: 1n } } as const;
    expect(marks(await list({}, turn))).toEqual(span(120, 71));
    const nowhere = { to: 'older', from: { at: new Date(0), eventId: 1n } } as const;
    expect(await list({}, nowhere)).toMatchObject({ events: [], newer: null, older: null });
  });

  test('exactly as long as the list say that it ends there', async () => {
    const from = noonPlus(24 * SECOND);
    expect(await list({ from })).toMatchObject({ older: null, newer: null });
    const found = marks(await list({ from }));
    expect(found).toEqual(span(120, 72));
  });
});

describe('a person is found', () => {
  const find = async (person: string) => types(await list({ person }));

  test('as the one who acts and as the one whom it happens to', async () => {
    await tell(1, 'user.added', dana, { signInMethod: 'password', roles: ['CSA'] });
    await tell(2, 'user.added', sam, { signInMethod: 'password', roles: ['CSR'] }, actorOf(dana));
    await tell(3, 'user.unlocked', sam, {}, actorOf(dana));
    await tell(4, 'user.unlocked', sam, {}, { kind: 'operator' });
    await tell(5, 'password.changed', dana, {}, actorOf(dana));
    expect(await find('danaortiz')).toEqual([
      'password.changed',
      'user.unlocked',
      'user.added',
      'user.added',
    ]);
    expect(await find('samlee')).toEqual(['user.unlocked', 'user.unlocked', 'user.added']);
  });

  test('by the account, in whatever case the username is typed', async () => {
    await testPerson(scope, { username: 'ÉricStone' });
    expect(await find('éRICsTONE')).toContain('user.added');
  });

  test('after the account was deleted', async () => {
    await tell(1, 'user.added', dana, { signInMethod: 'password', roles: ['CSR'] });
    await tell(2, 'user.locked', dana, { failedAttempts: 3 });
    await tell(3, 'user.deleted', dana, {}, actorOf(sam));
    expect(await find('DanaOrtiz')).toEqual(['user.deleted', 'user.locked', 'user.added']);
  });

  test.each(['danaortiz', 'danaocampo', 'docampo'])(
    'by every username that the account ever had: %s',
    async (person) => {
      const renamed = (from: string, to: string) => ({
        changes: [{ field: 'username', from, to } as const],
      });
      await tell(1, 'user.added', dana, { signInMethod: 'password', roles: ['CSR'] });
      await tell(2, 'user.changed', dana, renamed('danaortiz', 'danaocampo'));
      const second = { ...dana, username: 'danaocampo' };
      await tell(3, 'user.changed', second, renamed('danaocampo', 'docampo'));
      await tell(4, 'user.deleted', { ...dana, username: 'docampo' }, {});
      expect(await find(person)).toEqual([
        'user.deleted',
        'user.changed',
        'user.changed',
        'user.added',
      ]);
    },
  );

  test('together with everybody else who had the username', async () => {
    const other = { ...sam, username: 'danaortiz' };
    await tell(1, 'user.added', dana, { signInMethod: 'password', roles: ['CSR'] });
    await tell(2, 'user.deleted', dana, {});
    await tell(3, 'user.added', other, { signInMethod: 'password', roles: ['CSR'] });
    await tell(4, 'user.locked', other, { failedAttempts: 3 });
    expect(await find('danaortiz')).toHaveLength(4);
  });

  test('only by the whole username', async () => {
    await tell(1, 'user.added', dana, { signInMethod: 'password', roles: ['CSR'] });
    expect(await list({ person: 'danaort' })).toMatchObject({ events: [], personKnown: false });
  });

  test('page by page, with an act and a span of time', async () => {
    await tell(0, 'user.added', dana, { signInMethod: 'password', roles: ['CSR'] });
    for (let i = 1; i <= 60; i += 1) {
      await tell(i, 'user.locked', dana, { failedAttempts: i });
      await tell(i, 'user.unlocked', dana, {});
      await tell(i, 'user.locked', sam, { failedAttempts: 1000 + i });
    }
    await tell(3, 'mail.sent', dana, { mail: 'forgot_password' });
    const filter = { person: 'danaortiz', act: 'locks', before: noonPlus(56 * SECOND) } as const;
    const first = await list(filter);
    const second = await list(filter, first.older);
    const third = await list(filter, second.older);
    expect([...marks(first), ...marks(second), ...marks(third)]).toEqual(
      Array.from({ length: 55 }, (_, index) => 55 - index),
    );
    expect(third.older).toBeNull();
    expect(await list(filter, second.newer)).toEqual(first);
  });
});

test('an act finds its events and no others, page by page', async () => {
  for (let i = 1; i <= 40; i += 1) {
    await tell(i, 'user.locked', dana, { failedAttempts: i });
    await tell(i, 'user.unlocked', dana, {});
    await tell(i, 'user.enabled', dana, {});
  }
  const first = await list({ act: 'locks' });
  const second = await list({ act: 'locks' }, first.older);
  expect([first.events.length, second.events.length]).toEqual([50, 30]);
  expect(new Set(types(first).concat(types(second)))).toEqual(
    new Set(['user.locked', 'user.unlocked']),
  );
  expect(await list({ act: 'locks' }, second.newer)).toEqual(first);
});

test('a span of days holds its first and its last instant, and not the next', async () => {
  const asked = readFilter({ from: '2026-03-02', until: '2026-03-02' }, 'America/New_York');
  if (asked.kind !== 'valid') throw new Error(asked.kind);
  const at = async (iso: string, mark: number) => {
    const now = () => new Date(iso);
    await recordEvent(db(), { ...scope, now }, 'user.locked', dana, { failedAttempts: mark });
  };
  await at('2026-03-02T04:59:59.999Z', 1);
  await at('2026-03-02T05:00:00.000Z', 2);
  await at('2026-03-03T04:59:59.999Z', 3);
  await at('2026-03-03T05:00:00.000Z', 4);
  expect(marks(await list(asked.filter))).toEqual([3, 2]);
});

test('another utility’s events are never shown, whatever is asked for', async () => {
  const valley = testScope(await testUtility({ utility: 'valley' }));
  await tell(1, 'user.added', dana, { signInMethod: 'password', roles: ['CSR'] });
  await tell(2, 'user.locked', dana, { failedAttempts: 1 });
  await nameless(3);
  const asValley = (filter: Partial<Filter>, turn: Turn = null) =>
    listEvents(valley, { ...EVERYTHING, ...filter }, turn);
  expect(types(await asValley({}))).toEqual(['utility.created']);
  expect(await asValley({})).toMatchObject({ nameless: 0 });
  expect(await asValley({ act: 'locks' })).toMatchObject({ events: [] });
  expect(await asValley({ person: 'danaortiz' })).toMatchObject({ events: [], personKnown: false });
  const place = { at: noonPlus(10 * SECOND), eventId: 10n };
  expect(types(await asValley({}, { to: 'older', from: place }))).toEqual(['utility.created']);
});

describe('attempts at usernames that no account has', () => {
  test('have no line each, and are counted for the time of the page', async () => {
    await nameless(1);
    await tell(2, 'sign_in.failed', dana, { reason: 'wrong' });
    await nameless(3);
    expect(types(await list())).toEqual(['sign_in.failed', 'utility.created']);
    expect(await list()).toMatchObject({ nameless: 2 });
    expect(types(await list({ act: 'sign_ins' }))).toEqual(['sign_in.failed']);
    expect(await list({ act: 'sign_ins' })).toMatchObject({ nameless: 2 });
  });

  test('are each counted on one page, in either direction', async () => {
    for (let i = 1; i <= 120; i += 1) {
      await tell(i, 'user.locked', dana, { failedAttempts: i });
      // One at the instant of an event, one between two.
      await nameless(i);
      await nameless(i + 0.5);
    }
    const first = await list();
    const second = await list({}, first.older);
    const third = await list({}, second.older);
    const counts = [first, second, third].map((page) => page.nameless ?? 0);
    expect(counts.reduce((a, b) => a + b)).toBe(240);
    expect(counts[0]).toBe(100);
    expect(await list({}, second.newer)).toMatchObject({ nameless: counts[0] });
    expect(await list({}, third.newer)).toMatchObject({ nameless: counts[1] });
  });

  test('are counted within the days that are asked for', async () => {
    for (const second of [1, 2, 3, 4]) await nameless(second);
    const filter = { from: noonPlus(2 * SECOND), before: noonPlus(4 * SECOND) };
    expect(await list(filter)).toMatchObject({ events: [], nameless: 2 });
  });

  test.each(['mails', 'accounts'] as const)(
    'are not counted where %s are asked for',
    async (act) => {
      await nameless(1);
      expect(await list({ act })).toMatchObject({ nameless: null });
    },
  );

  test('are not counted where a person is asked for', async () => {
    await nameless(1);
    expect(await list({ person: 'danaortiz' })).toMatchObject({ nameless: null });
  });
});

test('the list says up to when it is sealed', async () => {
  expect(await sealedUpTo(scope)).toBeNull();
  await recordEvents(scope, 1);
  await seal();
  await tell(60, 'user.unlocked', dana, {});
  expect(await sealedUpTo(scope)).toEqual(NOON);
  await seal();
  expect(await sealedUpTo(scope)).toEqual(noonPlus(60 * SECOND));
});
