import { beforeEach, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { deliver, serve } from '@/tests/mail/mail-room';
import { resetToTemporaryPassword } from '@/tests/support/as-operator';
import type { CaughtMail } from '@/tests/support/mail-catcher';
import { signedIn } from '@/tests/support/signed-in';
import { DAY, HOUR, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const UNTIL = /^The temporary password works until .*\.$/m;
let scope: Scope;
let userId: string;
let mails: CaughtMail[];

beforeEach(async () => {
  scope = testScope(await testUtility({ passwords: { temporaryDays: 1 }, timeZone: 'UTC' }));
  ({ userId } = await testPerson(scope));
  ({ mails } = await serve());
});

async function reset(ms: number): Promise<string> {
  const outcome = await resetToTemporaryPassword(later(scope, ms), userId);
  if (outcome.kind !== 'reset') throw new Error(outcome.kind);
  return outcome.temporaryPassword.password;
}

/** What each mail says of the end of a temporary password. */
const ends = () => mails.map(({ text }) => UNTIL.exec(text ?? '')?.[0] ?? null);

test('the mail about a temporary password names its end in the last millisecond that it works', async () => {
  await reset(HOUR);
  await deliver(noonPlus(HOUR + DAY - 1));
  expect(ends()).toEqual([
    expect.stringMatching(/Tuesday, March 3, 2026 at 1:00\sPM Coordinated Universal Time/),
  ]);
});

test('a mail that is late names no end that is past', async () => {
  await reset(HOUR);
  await deliver(noonPlus(HOUR + DAY));
  expect(ends()).toEqual([null]);
});

test('of two resets the earlier one’s mail does not name the end of the later one’s password', async () => {
  await reset(HOUR);
  await reset(2 * HOUR);
  await deliver(noonPlus(3 * HOUR));
  expect(ends().filter(Boolean)).toEqual([expect.stringMatching(/at 2:00\sPM/)]);
  expect(mails).toHaveLength(2);
});

test('once its person has made a password of their own, the mail names no end', async () => {
  const person = { userId, username: 'danaortiz', password: await reset(HOUR) };
  const { scope: theirs } = await signedIn(later(scope, 2 * HOUR), person);
  expect(await createPersonalPassword(theirs, 'Copper-Field-93')).toMatchObject({
    kind: 'created',
  });
  await deliver(noonPlus(3 * HOUR));
  expect(ends()).toEqual([null]);
});
