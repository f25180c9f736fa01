import { sql } from 'drizzle-orm';
import postgres, { type Sql } from 'postgres';
import { demoScope } from '@/demo/seed';
import { db, inTransaction } from '@/lib/db';
import { env } from '@/lib/env';
import type { Scope } from '@/lib/scope';
import { sessionCookie } from '@/lib/session/session-cookie';
import { openSession } from '@/lib/session/session-store';
import { addUser } from '@/lib/users/add-user';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import { utilityById } from '@/lib/utilities/utility-by-host';
import { checkDocument } from '@/lib/utilities/utility-document';

/** Adds utilities as `csi apply` does, each at `<id>.localhost` and a server's port. */
export async function addUtilities(ids: readonly string[], port: number): Promise<void> {
  const sources = ids.map((utility) => {
    const domains = [`${utility}.localhost:${port}`];
    const checked = checkDocument({ utility, name: `Utility ${utility}`, domains });
    if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.faults));
    return { document: checked.document, files: {}, secrets: {} };
  });
  const outcome = await applyUtilities(demoScope(), sources);
  if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome));
}

/** Text that stands in the names of so many people, spread evenly over the alphabet of the rest. */
export interface Marker {
  text: string;
  people: number;
}

const FIRST = 'Adaora,Bruno,Celia,Dmitri,Elena,Farid,Gwen,Hanna,Igor,Jorge,Keiko,Lena,Marta,Nils';
const LAST =
  'Abara,Bianchi,Cohen,Dubois,Eklund,Fischer,Gomes,Hassan,Ivanova,Jensen,Kim,Lopez,Moreau';

/** Adds active people to utilities by one statement each; with markers in their names. */
export async function addPeopleTo(
  utilityIds: readonly string[],
  count: number,
  markers: readonly Marker[] = [],
): Promise<void> {
  const texts = markers.map(({ text }) => text).join(',');
  const every = markers.map(({ people }) => Math.max(1, Math.floor(count / people))).join(',');
  // Sorted in at once at the end: row by row it takes most of the time.
  const search = count * utilityIds.length > 100_000 ? await dropSearchIndex() : null;
  for (const utilityId of utilityIds) {
    await inTransaction(async (tx) => {
      await tx.execute(sql`set local statement_timeout = 0`);
      // Checked and counted once, below: a million at a time, triggers take longer than all else.
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql`
      with markers as (
        select m.text, m.every::int, m.place::int from unnest(
          string_to_array(${texts}, ','), string_to_array(${every}, ',')
        ) with ordinality as m (text, every, place)
      ), people as (
        select n, 'u' || n as username,
          (string_to_array(${FIRST}, ','))[1 + n % 14] || ' '
          || coalesce((select string_agg(text, ' ') from markers
              where n % every = place % every and n / every < ${count}::int / every), '')
          || ' ' || (string_to_array(${LAST}, ','))[1 + (n / 14) % 13] || ' '
          || substr(md5(n::text), 1, 4) as full_name
        from generate_series(1, ${count}::int) as n
      ), added as (
        insert into users (utility_id, user_id, username, username_key, full_name, name_key, email,
          email_key, search_text, roles, sign_in_method, password_hash, password_kind,
          password_set_at, lock_key, created_at, updated_at)
        select ${utilityId}, gen_random_uuid(), username, username, full_name, lower(full_name),
          username || '@mail.example', username || '@mail.example',
          ' ' || lower(full_name) || chr(10) || ' ' || username || chr(10) || ' ' || username
            || '@mail.example',
          array['CSR'], 'password', '$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA',
          'personal', now(), sha256(convert_to(${utilityId} || username, 'UTF8')), now(), now()
        from people returning utility_id, user_id
      )
      insert into last_sign_ins (utility_id, user_id, at)
      select utility_id, user_id, now() - random() * interval '90 days' from added`);
    });
  }
  await asAdministrator(
    (client) => client`
      insert into email_uses (utility_id, email_key, uses)
      select utility_id, email_key, count(*) from users where utility_id = any(${[...utilityIds]})
      group by utility_id, email_key`,
  );
  if (search) await asAdministrator((client) => client.unsafe(search));
}

/** @returns the statement that makes it again */
async function dropSearchIndex(): Promise<string> {
  return asAdministrator(async (client) => {
    const [row] = await client`select indexdef from pg_indexes where indexname = 'users_search'`;
    await client`drop index users_search`;
    return String(row?.indexdef);
  });
}

/** A new administrator of a utility, and the cookie of a session of theirs. */
export async function administratorOf(utilityId: string, port: number): Promise<string> {
  const utility = await utilityById(db(), utilityId);
  if (!utility) throw new Error(`There is no utility ${utilityId}.`);
  const scope: Scope = { ...demoScope(), utility };
  const added = await addUser(scope, {
    username: 'bench.administrator',
    fullName: 'Bench Administrator',
    email: 'bench.administrator@mail.example',
    roles: ['CSA'],
    signInMethod: 'password',
  });
  if (added.kind !== 'added') throw new Error(JSON.stringify(added));
  await db().execute(sql`update users set password_kind = 'personal', temporary_expires_at = null
    where utility_id = ${utilityId} and user_id = ${added.userId}`);
  const { secret } = await openSession(db(), scope, added.userId, 'password');
  return `${sessionCookie(`${utilityId}.localhost:${port}`).name}=${secret}`;
}

/** What autovacuum does within minutes. */
export async function analyzeUsers(): Promise<void> {
  await asAdministrator((client) => client`vacuum analyze`);
}

/** On a connection of its own, for as long as it takes. */
async function asAdministrator<T>(work: (client: Sql) => PromiseLike<T>): Promise<T> {
  const client = postgres(env().DATABASE_URL, { max: 1, onnotice: () => undefined });
  try {
    await client`set maintenance_work_mem = '1GB'`;
    return await work(client);
  } finally {
    await client.end();
  }
}
