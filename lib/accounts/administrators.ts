import { and, eq, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import type { Account } from '@/lib/accounts/account-store';
import type { Database } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import type { SignInMode } from '@/lib/utilities/utility';

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
 * Whether the utility has an active administrator beside this person, one who can sign in. Whoever asks may take the role
 * or the account away after it: until the transaction ends nobody else can.
 */
export async function hasAnotherAdministrator(
  tx: Database,
  { utility, now }: Scope,
  userId: string,
): Promise<boolean> {
  const { utilityId, signIn } = utility;
  await tx.execute(
    sql`select pg_advisory_xact_lock(${ADMINISTRATORS_LOCK}, hashtext(${utilityId}))`,
  );
  const rows = await tx
    .select({ userId: users.userId })
    .from(users)
    .where(and(isActive(utilityId), ne(users.userId, userId), canSignIn(signIn, now())))
    .limit(1);
  return rows.length > 0;
}

/** Whether the utility, as it is in this scope, has an active administrator who can sign in. */
export async function hasAdministrator(
  tx: Database,
  { utility, now }: Pick<Scope, 'utility' | 'now'>,
): Promise<boolean> {
  const rows = await tx
    .select({ userId: users.userId })
    .from(users)
    .where(and(isActive(utility.utilityId), canSignIn(utility.signIn, now())))
    .limit(1);
  return rows.length > 0;
}

/** The one active administrator of a utility who can sign in, or null where there are several or none. */
export async function onlyAdministrator(
  tx: Database,
  { utility, now }: Scope,
): Promise<Pick<Account, 'userId' | 'fullName' | 'signInMethod'> | null> {
  const rows = await tx
    .select({
      userId: users.userId,
      fullName: users.fullName,
      signInMethod: users.signInMethod,
    })
    .from(users)
    .where(and(isActive(utility.utilityId), canSignIn(utility.signIn, now())))
    .limit(2);
  return rows.length === 1 ? (rows[0] ?? null) : null;
}

/** Who could do so today, but for a lock. */
function canSignIn(signIn: SignInMode, now: Date): SQL {
  const byPassword = sql`(${users.signInMethod} = 'password' and ${users.passwordHash} is not null
    and (${users.temporaryExpiresAt} is null or ${users.temporaryExpiresAt} > ${now.toISOString()}::timestamptz))`;
  const bySso = sql`${users.signInMethod} = 'sso'`;
  if (signIn === 'both') return sql`(${byPassword} or ${bySso})`;
  return signIn === 'sso' ? bySso : byPassword;
}

/** With the utility's hash: nothing else takes locks of this number. */
const ADMINISTRATORS_LOCK = 740_211_831;
