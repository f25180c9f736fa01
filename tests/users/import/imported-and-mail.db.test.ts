import { beforeEach, expect, test } from 'vitest';
import { resetPassword } from '@/lib/password-reset/reset-password';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { makeSheet } from '@/lib/users/import/hand-out';
import { catchMails, mailedLink } from '@/tests/support/reset-mails';
import { later, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { administrator, fileOf, imported, people } from '@/tests/users/import/import-room';

const NEW = 'Quiet-River-31';
const mails = catchMails();
let door: Scope;
let admin: Scope;
let importId: string;

beforeEach(async () => {
  door = testScope(await testUtility());
  admin = await administrator(door);
  importId = await imported(admin, fileOf(...people(2)));
});

async function sheet(again: boolean, ms: number): Promise<string[]> {
  const outcome = await makeSheet(later(admin, ms), importId, again);
  const names: string[] = [];
  if (outcome.kind !== 'ready') throw new Error(outcome.kind);
  for await (const { username } of outcome.people) names.push(username);
  return names;
}

test('a mailed link works for who was imported, and no sheet replaces the password made by it', async () => {
  const link = await mailedLink(door, 'person1@mail.example', mails);
  expect(await resetPassword(later(door, 5), link, NEW)).toEqual({ kind: 'reset' });
  expect(await sheet(false, 10)).toEqual(['person2']);
  expect(await sheet(true, 20)).toEqual(['person2']);
  const attempt = { username: 'person1', password: NEW };
  expect(await signIn(later(door, 30), attempt)).toMatchObject({ kind: 'signed_in' });
});

test('a link mailed before the sheet was made dies with it', async () => {
  const link = await mailedLink(door, 'person1@mail.example', mails);
  await sheet(false, 10);
  expect(await resetPassword(later(door, 20), link, NEW)).not.toEqual({ kind: 'reset' });
});
