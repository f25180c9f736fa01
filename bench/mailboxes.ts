import { sql } from 'drizzle-orm';
import { mailOutbox, resetRequests } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { hashPassword } from '@/lib/passwords/hash-password';

/** The measured utility of the demo. */
export const UTILITY = 'harbor';

/**
 * Adds accounts by the thousand, each address `<name>-<n>@harbor.example` with so many of them. They
 * share a hash: nobody signs in with them.
 */
export async function addMailboxes(name: string, count: number, accountsEach = 1): Promise<void> {
  const passwordHash = await hashPassword('Measured-Twice-48');
  await db().execute(sql`
    insert into users (utility_id, user_id, username, username_key, full_name, name_key, email, email_key,
      search_text, roles, sign_in_method, password_hash, password_kind, password_set_at, lock_key, created_at,
      updated_at)
    select ${UTILITY}, gen_random_uuid(), account, account, 'Person ' || n, 'person ' || n, mailbox, mailbox,
      ' person ' || n || E'\\n ' || account || E'\\n ' || mailbox,
      array['CSR'], 'password', ${passwordHash}, 'personal', now(),
      sha256(convert_to(account, 'UTF8')), now(), now()
    from generate_series(1, ${count}::int) as n, generate_series(1, ${accountsEach}::int) as k,
      lateral (select ${name}::text || '-' || n || '-' || k as account,
        ${name}::text || '-' || n || '@harbor.example' as mailbox) as names
    on conflict do nothing`);
  await db().execute(sql`analyze users`);
}

/** Takes away what earlier measurements left to be decided and mailed. */
export async function emptyQueues(): Promise<void> {
  await db().delete(mailOutbox);
  await db().delete(resetRequests);
}

/** The n-th address of {@link addMailboxes}, from 1. */
export function mailbox(name: string, n: number): string {
  return `${name}-${n}@harbor.example`;
}
