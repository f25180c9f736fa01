import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import { emailKey } from '@/lib/accounts/email-rules';
import { COUNTED, type Counted, counted } from '@/lib/counted-rules';
import { type Database, db } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** How many addresses of the utility several accounts share, counted to 1,000. */
export async function countSharedEmails({ utility }: Scope): Promise<Counted> {
  const [row] = await db().execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from email_uses where utility_id = ${utility.utilityId} and uses > 1
      limit ${COUNTED + 1}
    ) as shared`);
  return counted(row?.count ?? 0);
}

/**
 * Whether another account that could be sent a reset link has an address. Both would lose the way to
 * reset a password by mail.
 */
export async function isEmailShared(
  tx: Database,
  { utilityId, userId }: { utilityId: string; userId: string | null },
  email: string,
): Promise<boolean> {
  if (emailKey(email) === '') return false;
  const rows = await tx
    .select({ userId: users.userId })
    .from(users)
    .where(
      and(
        eq(users.utilityId, utilityId),
        eq(users.emailKey, emailKey(email)),
        eq(users.signInMethod, 'password'),
        isNull(users.disabledAt),
        userId ? ne(users.userId, userId) : undefined,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** An address with the accounts that share it. */
export interface SharedEmail {
  emailKey: string;
  /** How many requests for a new password were answered with nothing because of it. */
  blocked: number;
  lastBlockedAt: Date | null;
  /** How many have it, and the first of them. */
  uses: number;
  users: { userId: string; username: string; fullName: string; email: string; version: number }[];
}

export const SHARED_PAGE_SIZE = 25;

/** Shown of one address; a placeholder may stand with thousands. */
const PEOPLE_SHOWN = 20;

/** Addresses that several accounts share, by address; `after` the last one of the page before. */
export async function listSharedEmails(
  { utility }: Scope,
  after: string,
): Promise<{ emails: SharedEmail[]; next: string | null }> {
  const { utilityId } = utility;
  const addresses = await db().execute<SharedRow>(sql`
    select e.email_key, e.uses, coalesce(b.blocked, 0) as blocked, b.last_blocked_at
    from email_uses e
    left join shared_email_blocks b on b.utility_id = e.utility_id and b.email_key = e.email_key
    where e.utility_id = ${utilityId} and e.uses > 1 and e.email_key > ${after}
    order by e.email_key limit ${SHARED_PAGE_SIZE + 1}`);
  const page = addresses.slice(0, SHARED_PAGE_SIZE);
  const people = await peopleOf(
    utilityId,
    page.map((row) => row.email_key),
  );
  return {
    emails: page.map((row) => ({
      emailKey: row.email_key,
      uses: row.uses,
      blocked: row.blocked,
      lastBlockedAt: row.last_blocked_at === null ? null : new Date(row.last_blocked_at),
      users: people.filter((person) => person.emailKey === row.email_key),
    })),
    next: addresses.length > page.length ? (page.at(-1)?.email_key ?? null) : null,
  };
}

type SharedRow = {
  email_key: string;
  uses: number;
  blocked: number;
  last_blocked_at: string | Date | null;
};

async function peopleOf(utilityId: string, emailKeys: string[]) {
  const each = await Promise.all(emailKeys.map((key) => peopleWith(utilityId, key)));
  return each.flat();
}

/** The first of those who share an address and could be sent a link, by username. */
export async function peopleWith(utilityId: string, key: string) {
  // No address is nobody's.
  if (key === '') return [];
  return db()
    .select({
      userId: users.userId,
      username: users.username,
      fullName: users.fullName,
      email: users.email,
      emailKey: users.emailKey,
      version: users.version,
    })
    .from(users)
    .where(
      and(
        eq(users.utilityId, utilityId),
        eq(users.emailKey, key),
        eq(users.signInMethod, 'password'),
        isNull(users.disabledAt),
      ),
    )
    .orderBy(asc(users.usernameKey))
    .limit(PEOPLE_SHOWN);
}
