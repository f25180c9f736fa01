import { and, eq, inArray } from 'drizzle-orm';
import { ssoIdentities, users } from '@/drizzle/schema';
import type { Account } from '@/lib/accounts/account-store';
import type { Database } from '@/lib/db';

/**
 * Who somebody is at a portal. `provider` is `oidc:` and the issuer, or `saml:` and the entity id;
 * `subject` is the provider's name for the person, for ever, compared byte by byte.
 */
export interface PortalIdentity {
  provider: string;
  subject: string;
}

const isTheirs = and(
  eq(users.utilityId, ssoIdentities.utilityId),
  eq(users.userId, ssoIdentities.userId),
);

function isBoundAs(utilityId: string, { provider, subject }: PortalIdentity) {
  return and(
    eq(ssoIdentities.utilityId, utilityId),
    eq(ssoIdentities.provider, provider),
    eq(ssoIdentities.subject, subject),
  );
}

/** The account to which an identity is bound at this utility, held against other changes; or null. */
export async function lockAccountOfIdentity(
  tx: Database,
  utilityId: string,
  identity: PortalIdentity,
): Promise<Account | null> {
  const [row] = await tx
    .select({ account: users })
    .from(ssoIdentities)
    .innerJoin(users, isTheirs)
    .where(isBoundAs(utilityId, identity))
    .for('update', { of: users });
  if (!row) return null;
  // Who held the account may have unlinked it: what was joined above is from before the wait.
  const bound = await subjectOfAccount(tx, utilityId, row.account.userId, identity.provider);
  return bound === identity.subject ? row.account : null;
}

/** Who of a utility is bound to an identity, as a page names them; or null. */
export async function accountOfIdentity(
  tx: Database,
  utilityId: string,
  identity: PortalIdentity,
): Promise<Pick<Account, 'userId' | 'username'> | null> {
  const [row] = await tx
    .select({ userId: users.userId, username: users.username })
    .from(ssoIdentities)
    .innerJoin(users, isTheirs)
    .where(isBoundAs(utilityId, identity));
  return row ?? null;
}

/** The subject by which a provider knows an account, or null where it has not come from there yet. */
export async function subjectOfAccount(
  tx: Database,
  utilityId: string,
  userId: string,
  provider: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ subject: ssoIdentities.subject })
    .from(ssoIdentities)
    .where(
      and(
        eq(ssoIdentities.utilityId, utilityId),
        eq(ssoIdentities.userId, userId),
        eq(ssoIdentities.provider, provider),
      ),
    );
  return row?.subject ?? null;
}

/** Every identity of an account, oldest first. */
export function identitiesOf(
  tx: Database,
  utilityId: string,
  userId: string,
): Promise<(PortalIdentity & { boundAt: Date })[]> {
  return tx
    .select({
      provider: ssoIdentities.provider,
      subject: ssoIdentities.subject,
      boundAt: ssoIdentities.boundAt,
    })
    .from(ssoIdentities)
    .where(and(eq(ssoIdentities.utilityId, utilityId), eq(ssoIdentities.userId, userId)))
    .orderBy(ssoIdentities.boundAt);
}

/**
 * Binds an account to an identity, in place of what it had with that provider.
 * @throws where the identity is another account's: a violation of the primary key
 */
export async function bindIdentity(
  tx: Database,
  utilityId: string,
  userId: string,
  { provider, subject }: PortalIdentity,
  now: Date,
): Promise<void> {
  await tx
    .insert(ssoIdentities)
    .values({ utilityId, provider, subject, userId, boundAt: now })
    .onConflictDoUpdate({
      target: [ssoIdentities.utilityId, ssoIdentities.userId, ssoIdentities.provider],
      set: { subject, boundAt: now },
    });
}

/**
 * Forgets who an account is at every portal: the next arrival with its username is a first one.
 * @returns how many identities it had
 */
export async function forgetIdentities(
  tx: Database,
  utilityId: string,
  userId: string,
): Promise<number> {
  const gone = await tx
    .delete(ssoIdentities)
    .where(and(eq(ssoIdentities.utilityId, utilityId), eq(ssoIdentities.userId, userId)))
    .returning({ provider: ssoIdentities.provider });
  return gone.length;
}

/** As {@link forgetIdentities}, for several accounts. */
export async function forgetIdentitiesOf(
  tx: Database,
  utilityId: string,
  userIds: readonly string[],
): Promise<void> {
  await tx
    .delete(ssoIdentities)
    .where(
      and(eq(ssoIdentities.utilityId, utilityId), inArray(ssoIdentities.userId, [...userIds])),
    );
}
