import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { db, inTransaction } from '@/lib/db';
import { CLAIM_LIFETIME_MS, claimAttempt } from '@/lib/lockout/claim-store';
import { lockKeys } from '@/lib/lockout/lock-key';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { edit } from '@/tests/support/edit';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { found, testAdministrator } from '@/tests/support/test-administrator';
import { later, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let door: Scope;
let admin: Scope;
let userId: string;

beforeEach(async () => {
  door = testScope(await testUtility());
  ({ userId } = await testPerson(door));
  admin = (await testAdministrator(door)).scope;
});

const attempt = (username: string, password = WRONG_PASSWORD) =>
  signIn(door, { username, password });

async function fail(username: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await attempt(username);
}

const rename = (username: string, id = userId) => edit(admin, id, { username });

describe('a renamed person', () => {
  test('takes the count of failed attempts along', async () => {
    await fail('danaortiz', 2);
    await rename('dmeyer');
    expect(await attempt('dmeyer')).toMatchObject({ kind: 'locked' });
  });

  test('takes the lock along, and an administrator opens it under the new name', async () => {
    await fail('danaortiz', 3);
    await rename('dmeyer');
    expect((await found(door, userId)).status).toBe('locked');
    expect(await attempt('dmeyer', PASSWORD)).toEqual({ kind: 'locked' });
  });

  test('does not take over what was counted for the new name when it was nobody’s', async () => {
    await fail('dmeyer', 3);
    await rename('dmeyer');
    expect((await found(door, userId)).status).toBe('active');
    expect(await attempt('dmeyer')).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt('dmeyer', PASSWORD)).toMatchObject({ kind: 'signed_in' });
  });

  test('leaves the count at the old name too, for guesses that began under it', async () => {
    await fail('danaortiz', 2);
    await rename('dmeyer');
    expect(await attempt('danaortiz')).toEqual({ kind: 'locked' });
  });

  test('who gets the old name back has the count of both', async () => {
    await fail('danaortiz', 1);
    await rename('dmeyer');
    await fail('dmeyer', 1);
    await fail('danaortiz', 2);
    await rename('danaortiz');
    expect(await attempt('danaortiz')).toMatchObject({ kind: 'locked' });
  });

  test('in another spelling of the same name keeps count and lock', async () => {
    await fail('danaortiz', 2);
    await rename('DanaOrtiz');
    expect((await found(door, userId)).username).toBe('DanaOrtiz');
    expect(await lockRowsOf(door)).toMatchObject([{ failed: 2 }]);
    expect(await attempt('danaortiz')).toMatchObject({ kind: 'locked' });
  });

  test('while they are guessed at is in the end guessed at no more often', async () => {
    const guesses = Promise.all([1, 2, 3, 4, 5].map(() => attempt('danaortiz')));
    await Promise.all([guesses, rename('dmeyer')]);
    // What was being compared at that moment counts as failed once it is stale.
    door = later(door, CLAIM_LIFETIME_MS);
    await fail('dmeyer', 3);
    expect(await attempt('dmeyer', PASSWORD)).toEqual({ kind: 'locked' });
    expect(await attempt('danaortiz', PASSWORD)).not.toMatchObject({ kind: 'signed_in' });
  });
});

describe('somebody added with the old name', () => {
  test('starts with zero, and is not hurt by what the other one does', async () => {
    await fail('danaortiz', 3);
    await rename('dmeyer');
    const other = await testPerson(door, { email: 'other@mail.example' });
    expect(other.username).toBe('danaortiz');
    expect(await attempt('danaortiz')).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt('danaortiz', PASSWORD)).toMatchObject({ kind: 'signed_in' });
    expect((await found(door, userId)).status).toBe('locked');
    expect((await found(door, other.userId)).status).toBe('active');
  });

  test('is guessed at alone: the renamed one keeps their own count', async () => {
    await fail('danaortiz', 1);
    await rename('dmeyer');
    const other = await testPerson(door, { email: 'other@mail.example' });
    await fail('danaortiz', 3);
    expect((await found(door, other.userId)).status).toBe('locked');
    expect(await attempt('dmeyer')).toEqual({ kind: 'wrong', attemptsLeft: 1 });
  });

  test('and renamed in turn, names go round without a clash', async () => {
    await fail('danaortiz', 1);
    await rename('second');
    const other = await testPerson(door, { email: 'other@mail.example' });
    await fail('danaortiz', 2);
    await rename('third', other.userId);
    await rename('danaortiz');
    await rename('second', other.userId);
    expect(await attempt('danaortiz')).toEqual({ kind: 'wrong', attemptsLeft: 1 });
    expect(await attempt('second')).toMatchObject({ kind: 'locked' });
  });
});

test('somebody who guesses at the new name at the moment of the renaming is not in its way', async () => {
  await fail('danaortiz', 1);
  const [lockKey] = lockKeys('harbor', 'dmeyer');
  let renamed: ReturnType<typeof rename> | undefined;
  await inTransaction(async (tx) => {
    await claimAttempt(tx, { utilityId: 'harbor', lockKey }, 3, door.now());
    renamed = rename('dmeyer');
    // Looked at again below; until then nobody has to catch it.
    renamed.catch(() => undefined);
    await somebodyWaits();
  });
  expect(await renamed).toMatchObject({ kind: 'saved' });
  expect((await found(door, userId)).username).toBe('dmeyer');
});

/** Comes back when a transaction of this database waits for another one. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const waiting = await db().execute(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    if (waiting.length > 0) return;
  }
}

test('of two who are renamed to one name at the same moment, one is', async () => {
  const other = await testPerson(door, { username: 'samlee' });
  const outcomes = await Promise.all([rename('wanted'), rename('wanted', other.userId)]);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['saved', 'username_taken']);
});
