import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox, sharedEmailBlocks } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { requestReset } from '@/lib/password-reset/request-reset';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { findUserByUsername } from '@/lib/users/find-user';
import { disableUser, unlockUser } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { DAY, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal, type Settings } from '@/tests/support/utility-settings';

const DANA = 'danaortiz@mail.example';
let scope: Scope;

beforeEach(async () => {
  await at();
});

/** From now on the utility has these settings. */
async function at(settings: Settings = {}): Promise<void> {
  scope = testScope(await testUtility({ signIn: 'both', sso: portal, ...settings }));
}

async function lock(username: string): Promise<void> {
  for (let i = 0; i < 3; i += 1) await signIn(scope, { username, password: WRONG_PASSWORD });
}

/** Asks at noon; the decision is five milliseconds later. What it leaves, but for the request itself. */
async function decisionOn(address: string) {
  const before = (await eventsOf(scope)).length;
  expect(await requestReset(scope, address)).toEqual({ kind: 'taken' });
  await decideWaitingRequests(() => noonPlus(5));
  const events = (await eventsOf(scope)).slice(before);
  const mails = await db().select().from(mailOutbox);
  const blocks = await db().select().from(sharedEmailBlocks);
  return {
    mails: mails.map(({ kind, userId }) => [kind, userId]),
    events: events.map(({ type, subjectName, details }) => [type, subjectName, details]),
    blocks: blocks.map(({ emailKey, blocked }) => [emailKey, blocked]),
  };
}

const nothing = { mails: [], events: [], blocks: [] };
const linkTo = (userId: string, name: string, expiresAt = noonPlus(DAY + 5)) => ({
  mails: [['forgot_password', userId]],
  events: [['password.reset_link_made', name, { expiresAt: expiresAt.toISOString() }]],
  blocks: [],
});
const refused = (reason: string, ...names: string[]) =>
  names.map((name) => ['password.reset_link_refused', name, { reason }]);

describe('an address that belongs to', () => {
  test('nobody comes to nothing', async () => {
    await testPerson(scope);
    expect(await decisionOn('nobody@mail.example')).toEqual(nothing);
  });

  test('a disabled account comes to nothing', async () => {
    const { userId } = await testPerson(scope);
    await disableUser(scope, userId);
    expect(await decisionOn(DANA)).toEqual(nothing);
  });

  test('one account with a password gets the link', async () => {
    const { userId } = await testPerson(scope);
    expect(await decisionOn(DANA)).toEqual(linkTo(userId, 'danaortiz'));
  });

  test('one account with a temporary password gets the link, expired or not', async () => {
    const { userId } = await testUser(scope);
    expect(await decisionOn(DANA)).toEqual(linkTo(userId, 'danaortiz'));
    await requestReset(later(scope, 30 * DAY), DANA);
    await decideWaitingRequests(() => noonPlus(30 * DAY));
    expect(await eventsOf(scope, 'password.reset_link_made')).toHaveLength(2);
    expect((await findUserByUsername(later(scope, 30 * DAY), 'danaortiz'))?.status).toBe(
      'temporary_expired',
    );
  });

  test('a locked account gets word of it, and no link', async () => {
    const { userId } = await testPerson(scope);
    await lock('danaortiz');
    expect(await decisionOn(DANA)).toEqual({
      mails: [['account_locked', userId]],
      events: refused('locked', 'danaortiz'),
      blocks: [],
    });
  });

  test('a locked account gets the link where a reset unlocks, and stays locked', async () => {
    await at({ lockout: { resetUnlocks: true } });
    const { userId } = await testPerson(scope);
    await lock('danaortiz');
    const rows = await lockRowsOf(scope);
    expect(await decisionOn(DANA)).toEqual(linkTo(userId, 'danaortiz'));
    expect(await lockRowsOf(scope)).toEqual(rows);
  });

  test('an account that was unlocked gets the link', async () => {
    const { userId } = await testPerson(scope);
    await lock('danaortiz');
    await unlockUser(scope, userId);
    expect(await decisionOn(DANA)).toEqual(linkTo(userId, 'danaortiz'));
  });

  test('two accounts with a password comes to nothing, and each request is counted', async () => {
    const email = 'Twins@mail.example';
    await testPerson(scope, { username: 'twinone', email });
    await testUser(scope, { username: 'twintwo', email: 'twins@mail.example' });
    const gone = await testPerson(scope, { username: 'twingone', email });
    await disableUser(scope, gone.userId);
    await testUser(scope, { username: 'twinsso', email, signInMethod: 'sso' });
    const events = refused('shared_email', 'twinone', 'twintwo');
    expect(await decisionOn(email)).toEqual({
      mails: [],
      events,
      blocks: [['twins@mail.example', 1]],
    });
    expect(await decisionOn('TWINS@mail.example')).toEqual({
      mails: [],
      events,
      blocks: [['twins@mail.example', 2]],
    });
    const [block] = await db().select().from(sharedEmailBlocks);
    expect(block?.lastBlockedAt).toEqual(noonPlus(5));
  });

  test('SSO accounts only gets one mail that says where to sign in', async () => {
    const email = 'team@mail.example';
    const ann = await testUser(scope, { username: 'ann', email, signInMethod: 'sso' });
    await testUser(scope, { username: 'bob', email, signInMethod: 'sso' });
    await lock('ann');
    expect(await decisionOn(email)).toEqual({
      mails: [['sign_in_at_portal', ann.userId]],
      events: refused('signs_in_by_sso', 'ann'),
      blocks: [],
    });
  });

  test('an SSO account and one with a password gets the link of the latter', async () => {
    await testUser(scope, { username: 'ann', email: DANA, signInMethod: 'sso' });
    const { userId } = await testPerson(scope);
    expect(await decisionOn(DANA)).toEqual(linkTo(userId, 'danaortiz'));
  });
});

test('a utility that went over to its portal meanwhile sends nobody a link', async () => {
  const { userId } = await testPerson(scope);
  await requestReset(scope, DANA);
  await at({ signIn: 'sso' });
  await decideWaitingRequests(() => noonPlus(5));
  expect(await db().select().from(mailOutbox)).toMatchObject([
    { kind: 'sign_in_at_portal', userId },
  ]);
});

test('two utilities with the same address do not mix', async () => {
  const summit = testScope(await testUtility({ utility: 'summit' }));
  const { userId } = await testPerson(scope);
  await testPerson(summit, { username: 'another', email: DANA });
  expect(await decisionOn(DANA)).toEqual(linkTo(userId, 'danaortiz'));
  expect(await eventsOf(summit, 'password.reset_link_made')).toEqual([]);
});

test.each([1, 168])('the link lives for the %i hours that the utility sets', async (hours) => {
  await at({ resetLinkHours: hours });
  const { userId } = await testPerson(scope);
  const end = noonPlus(hours * 3_600_000 + 5);
  expect(await decisionOn(DANA)).toEqual(linkTo(userId, 'danaortiz', end));
  expect(await db().select().from(mailOutbox)).toMatchObject([{ expiresAt: end }]);
});

test('an event stands for the system, at the decision’s time, with the request’s origin', async () => {
  await testPerson(scope);
  await decisionOn(DANA);
  expect(await eventsOf(scope, 'password.reset_link_made')).toMatchObject([
    {
      at: noonPlus(5),
      actorKind: 'system',
      actorId: null,
      clientAddress: '198.51.100.7',
      requestId: 'test-request',
    },
  ]);
});
