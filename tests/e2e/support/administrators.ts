import type { Page } from '@playwright/test';
import { type Person, person, WRONG } from '@/tests/e2e/support/people';
import type { Servers, Which } from '@/tests/e2e/support/servers';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import type { UtilityName } from '@/tests/e2e/support/utilities';
import { newAddress, newVisitor } from '@/tests/e2e/support/visitor';

export const USERS = '/admin/users';
export const NEW_USER = '/admin/users/new';
export const SHARED = '/admin/users/shared-emails';
export const LOCKED = '/admin/users/locked';

export const pathOf = ({ userId }: Pick<Person, 'userId'>) => `${USERS}/${userId}`;

/** Somebody with the role CSA, and no other. */
export function administrator(utility: UtilityName): Promise<Person> {
  return person(utility, { roles: ['CSA'], fullName: 'Alex Admin' });
}

/** Asks for a page, signs in on the way, and arrives at it. */
export async function signInTo(
  page: Page,
  servers: Servers,
  who: Person,
  path: string,
  server?: Which,
): Promise<void> {
  await page.goto(servers.url(who.utility, path, server));
  await fillAndSignIn(page, who);
  await page.waitForURL(servers.url(who.utility, path, server));
}

/** Brings a new administrator of a utility to a page. */
export async function asAdministrator(
  page: Page,
  servers: Servers,
  utility: UtilityName,
  path: string,
): Promise<Person> {
  const csa = await administrator(utility);
  await signInTo(page, servers, csa, path);
  return csa;
}

/** Types wrong passwords for a person until they are locked. */
export async function lockOut(servers: Servers, who: Person): Promise<void> {
  const guest = newVisitor(servers, who.utility, newAddress());
  for (const _ of [1, 2, 3]) await guest.signIn({ ...who, password: WRONG });
}

/** Locks people since a time, as if somebody had tried a list of usernames. */
export async function lockAt({ sql }: Servers, people: Person[], at: Date): Promise<void> {
  const ids = people.map(({ userId }) => userId);
  await sql`
    insert into lockouts (utility_id, lock_key, failed, open_claims, locked_at, last_attempt_at)
    select utility_id, lock_key, 3, '{}', ${at}, ${at} from users where user_id = any(${ids}::uuid[])
    on conflict (utility_id, lock_key) do update set failed = 3, locked_at = excluded.locked_at`;
}

/** So many new people of a utility. */
export function crowd(utility: UtilityName, count: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, () => person(utility)));
}
