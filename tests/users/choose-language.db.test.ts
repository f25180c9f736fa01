import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { LOCALES } from '@/lib/locale-rules';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { chooseLanguage } from '@/lib/users/choose-language';
import { eventTypesOf } from '@/tests/support/events';
import { type SignedIn, signedIn } from '@/tests/support/signed-in';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let door: Scope;
let dana: SignedIn;

beforeEach(async () => {
  door = testScope(await testUtility());
  dana = await signedIn(door, await testPerson(door));
});

async function languageIn({ secret, scope }: SignedIn): Promise<string | null | undefined> {
  return (await findSession(db(), scope.utility.utilityId, secret))?.locale;
}

test('nobody has chosen to begin with', async () => {
  expect(await languageIn(dana)).toBeNull();
});

test.each(LOCALES)('%s is remembered, and the last choice counts', async (locale) => {
  await chooseLanguage(dana.scope, 'fr');
  await chooseLanguage(dana.scope, locale);
  expect(await languageIn(dana)).toBe(locale);
});

test('it is there wherever the person signs in, and no other person’s', async () => {
  await chooseLanguage(dana.scope, 'es');
  const { actor } = dana.scope;
  const username = actor.kind === 'person' ? actor.username : '';
  const again = { userId: '', username, password: PASSWORD };
  expect(await languageIn(await signedIn(door, again))).toBe('es');
  const sam = await signedIn(door, await testPerson(door, { username: 'samlee' }));
  expect(await languageIn(sam)).toBeNull();
});

test('the same id at another utility is somebody else', async () => {
  const utility = await testUtility({ utility: 'valley' });
  await chooseLanguage({ ...dana.scope, utility }, 'es');
  expect(await languageIn(dana)).toBeNull();
});

test('who is nobody has no account to remember it', async () => {
  await chooseLanguage(door, 'fr');
  expect(await languageIn(dana)).toBeNull();
});

describe('it is a matter of reading alone', () => {
  const row = async () =>
    (await db().select().from(users).where(eq(users.utilityId, door.utility.utilityId)))[0];

  test('nothing else of the account changes, so that no open form of it is refused', async () => {
    const before = await row();
    await chooseLanguage(dana.scope, 'fr');
    expect(await row()).toEqual({ ...before, locale: 'fr' });
  });

  test('the audit list does not tell of it', async () => {
    const before = await eventTypesOf(door);
    await chooseLanguage(dana.scope, 'fr');
    expect(await eventTypesOf(door)).toEqual(before);
  });

  test('the database takes no language but ours', async () => {
    const write = chooseLanguage(dana.scope, 'de' as 'fr');
    await expect(write).rejects.toMatchObject({
      cause: expect.objectContaining({ constraint_name: 'users_locale' }),
    });
  });
});
