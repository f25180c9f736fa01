import { sql } from 'drizzle-orm';
import { db } from '@/lib/db';

/** Names without accents, so that the database folds them as the program does. */
const FIRST = 'Ana,Ben,Carla,Dov,Elif,Finn,Grace,Hugo,Ines,Jan';
const LAST = 'Adeyemi,Brandt,Costa,Duval,Eriksen,Fuchs,Garcia,Haddad';

/**
 * Fills a utility with active accounts by the thousand: `<name><n>` from 1, each with an address of its own.
 * They share a hash that fits no password.
 */
export async function addManyUsers(
  utilityId: string,
  count: number,
  { name = 'many', from = 1 }: { name?: string; from?: number } = {},
): Promise<void> {
  // On a busy machine no statement of more would be done within its time.
  for (let done = 0; done < count; done += AT_ONCE) {
    await addSome(utilityId, Math.min(AT_ONCE, count - done), { name, from: from + done });
  }
  // As PostgreSQL does by itself within a minute: without it, it takes the table for a small one.
  await db().execute(sql`analyze users`);
}

const AT_ONCE = 3000;

async function addSome(
  utilityId: string,
  count: number,
  { name, from }: { name: string; from: number },
): Promise<void> {
  const hash = '$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA';
  await db().execute(sql`
    with people as (
      select n, ${name}::text || n as username,
        (string_to_array(${FIRST}, ','))[1 + n % 10] || ' ' || (string_to_array(${LAST}, ','))[1 + (n / 10) % 8] || ' ' || n as full_name
      from generate_series(${from}::int, ${from + count - 1}::int) as n
    ), added as (
      insert into users (utility_id, user_id, username, username_key, full_name, name_key, email,
        email_key, search_text, roles, sign_in_method, password_hash, password_kind,
        password_set_at, lock_key, created_at, updated_at)
      select ${utilityId}, gen_random_uuid(), username, username, full_name, lower(full_name),
        username || '@mail.example', username || '@mail.example',
        ' ' || lower(full_name) || E'\\n ' || username || E'\\n ' || username || '@mail.example',
        array['CSR'], 'password', ${hash}, 'personal', now(),
        sha256(convert_to(${utilityId} || username, 'UTF8')), now(), now()
      from people returning utility_id, user_id, username
    )
    insert into last_sign_ins (utility_id, user_id, at)
    select utility_id, user_id, now() - interval '1 minute' * length(username) from added`);
}
