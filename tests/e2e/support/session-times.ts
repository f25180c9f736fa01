import { type Person, person } from '@/tests/e2e/support/people';
import type { Servers } from '@/tests/e2e/support/servers';
import type { UtilityName } from '@/tests/e2e/support/utilities';
import type { Visitor } from '@/tests/e2e/support/visitor';

/** Somebody new, signed in without a browser. */
export async function signedIn(
  visitor: (utility: UtilityName) => Visitor,
  utility: UtilityName = 'harbor',
): Promise<{ dana: Person; guest: Visitor }> {
  const [dana, guest] = [await person(utility), visitor(utility)];
  await guest.signIn(dana);
  return { dana, guest };
}

/** The session's last activity was so many seconds ago. */
export function idleFor(servers: Servers, { userId }: Pick<Person, 'userId'>, seconds: number) {
  return servers.sql`update sessions set last_active_at = now() - ${`${seconds} s`}::interval
    where user_id = ${userId}`;
}

/** The session was opened so many seconds ago. */
export function openFor(servers: Servers, { userId }: Pick<Person, 'userId'>, seconds: number) {
  return servers.sql`update sessions set created_at = now() - ${`${seconds} s`}::interval
    where user_id = ${userId}`;
}

/** For how many seconds the session has been idle, as the database has it. */
export async function secondsIdle(
  servers: Servers,
  { userId }: Pick<Person, 'userId'>,
): Promise<number> {
  const [row] = await servers.sql<{ s: number }[]>`select
    extract(epoch from now() - last_active_at)::float as s from sessions
    where user_id = ${userId} and ended_at is null order by created_at desc limit 1`;
  return row?.s ?? -1;
}

/** As if the person had done nothing for as long as is allowed, to this moment. */
export async function grewIdle({ sql }: Servers, username: string): Promise<void> {
  await sql`
    update sessions set last_active_at = now() - interval '30 minutes', created_at = now() - interval '2 hours'
    where user_id = (select user_id from users where username = ${username})`;
}
