import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { resetRequests } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { disableUser } from '@/lib/users/disable-user';
import { editUser } from '@/lib/users/edit-user';
import { findUser } from '@/lib/users/find-user';
import { signOutEverywhere } from '@/lib/users/sign-out-everywhere';
import { linkQueued, serve } from '@/tests/mail/mail-room';
import { HOUR, later, testScope } from '@/tests/support/test-scope';
import {
  PASSWORD,
  type TestUser,
  testPerson,
  testUser,
  WRONG_PASSWORD,
} from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let door: Scope;
let operator: Scope;

beforeEach(async () => {
  door = testScope(await testUtility());
  operator = { ...door, actor: { kind: 'operator' } };
});

const as = ({ userId, username }: TestUser): Scope => ({
  ...door,
  actor: { kind: 'person', userId, username, sessionId: randomUUID() },
});

async function rename(userId: string, username: string): Promise<void> {
  const user = await findUser(operator, userId);
  if (!user) throw new Error('gone');
  const outcome = await editUser(operator, userId, {
    ...user,
    username,
    sharedEmailAccepted: null,
  });
  if (outcome.kind !== 'saved') throw new Error(outcome.kind);
}

const guess = (username: string, password = WRONG_PASSWORD) => signIn(door, { username, password });

describe('of two administrators', () => {
  test('who disable each other at the same moment, one does', async () => {
    await testPerson(door, { username: 'third', roles: ['CSA'] });
    for (let round = 0; round < 8; round += 1) {
      const one = await testPerson(door, { username: `one${round}`, roles: ['CSA'] });
      const two = await testPerson(door, { username: `two${round}`, roles: ['CSA'] });
      const outcomes = await Promise.all([
        disableUser(as(one), two.userId),
        disableUser(as(two), one.userId),
      ]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['disabled', 'not_allowed']);
    }
  });

  test('one whose temporary password has expired, or was never handed out, does not count', async () => {
    const dana = await testPerson(door, { roles: ['CSA'] });
    const other = await testUser(later(door, -8 * 24 * HOUR), { username: 'late', roles: ['CSA'] });
    expect(await disableUser(operator, dana.userId)).toEqual({ kind: 'last_administrator' });
    await db().execute(sql`update users set password_hash = null, password_kind = null,
      temporary_expires_at = null where user_id = ${other.userId}`);
    expect(await disableUser(operator, dana.userId)).toEqual({ kind: 'last_administrator' });
  });
});

describe('renaming', () => {
  test('while guesses are compared opens no lock, and costs the right password nothing', async () => {
    const { userId } = await testPerson(door);
    for (let i = 0; i < 3; i += 1) await guess('danaortiz');
    await rename(userId, 'dana.new');
    expect(await guess('dana.new', PASSWORD)).toEqual({ kind: 'locked' });
    // Under the old name, which is nobody's now, the lock stands too.
    expect(await guess('danaortiz', PASSWORD)).toEqual({ kind: 'locked' });
  });

  test('at the moment of a right sign-in never says that the account is locked', async () => {
    for (let round = 0; round < 6; round += 1) {
      const username = `round${round}`;
      const { userId } = await testPerson(door, { username });
      const [outcome] = await Promise.all([
        guess(username, PASSWORD),
        rename(userId, `${username}.new`),
      ]);
      // Before the new name was known to it, or after the old one was nobody's.
      expect(['signed_in', 'wrong']).toContain(outcome.kind);
      expect(await guess(`${username}.new`, PASSWORD)).toMatchObject({ kind: 'signed_in' });
    }
  });

  test('to a name at which somebody guesses at this moment works', async () => {
    const { userId } = await testPerson(door);
    const guesses = Array.from({ length: 6 }, () => guess('dana.new'));
    await Promise.all([rename(userId, 'dana.new'), ...guesses]);
    expect((await findUser(operator, userId))?.username).toBe('dana.new');
  });
});

describe('a mailed link', () => {
  const openLinks = async () =>
    (await db().select().from(resetRequests)).filter((row) => row.secretHash && !row.replacedAt);

  test('does not come back with the address that it was sent to', async () => {
    await serve();
    const { userId } = await testPerson(door);
    await linkQueued(door);
    expect(await openLinks()).toHaveLength(1);
    const user = await findUser(operator, userId);
    if (!user) throw new Error('gone');
    const edit = { ...user, email: 'other@mail.example', sharedEmailAccepted: null };
    expect(await editUser(operator, userId, edit)).toMatchObject({ kind: 'saved' });
    expect(await openLinks()).toHaveLength(0);
  });
});

describe('signing somebody out everywhere', () => {
  test('counts no session that was over by time', async () => {
    const { userId } = await testPerson(door);
    await guess('danaortiz', PASSWORD);
    const late = later(operator, HOUR);
    expect((await findUser(late, userId))?.openSessions).toBe(0);
    expect(await signOutEverywhere(late, userId)).toEqual({ kind: 'not_signed_in' });
  });
});
