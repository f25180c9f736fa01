import { and, eq, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** An active account with the role, at this utility; a locked one counts. */
const isActive = (utilityId: string): SQL | undefined =>
  and(
    eq(users.utilityId, utilityId),
    isNull(users.disabledAt),
    sql`${users.roles} @> array['CSA']::text[]`,
  );

/**
 * Whether the scope's actor may change accounts of the scope's utility, as things stand in this
 * transaction: its operator, or an active Customer Service Administrator of it.
 */
export async function mayAdminister(tx: Database, { actor, utility }: Scope): Promise<boolean> {
  if (actor.kind !== 'person') return actor.kind !== 'nobody';
  const rows = await tx
    .select({ userId: users.userId })
    .from(users)
    .where(and(isActive(utility.utilityId), eq(users.userId, actor.userId)));
  return rows.length > 0;
}

/**
 * Whether the utility has an active administrator beside this person. Whoever asks may take the role
 * or the account away after it: until the transaction ends nobody else can.
 */
export async function hasAnotherAdministrator(
  tx: Database,
  utilityId: string,
  userId: string,
): Promise<boolean> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(${ADMINISTRATORS_LOCK}, hashtext(${utilityId}))`,
  );
  const rows = await tx
    .select({ userId: users.userId })
    .from(users)
    .where(and(isActive(utilityId), ne(users.userId, userId)))
    .limit(1);
  return rows.length > 0;
}

/** With the utility's hash: nothing else takes locks of this number. */
const ADMINISTRATORS_LOCK = 740_211_831;
