import { and, asc, countDistinct, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm';
import { ssoIdentities, ssoSessions, users } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { Method } from '@/lib/sso/ways-in-rules';

const isOf = (utilityId: string, methods: readonly Method[]) =>
  and(
    eq(users.utilityId, utilityId),
    inArray(users.signInMethod, [...methods]),
    isNull(users.disabledAt),
  );

/** How many accounts that are not disabled sign in in one of these ways, and how many administer. */
export async function countAccounts(
  tx: Database,
  utilityId: string,
  methods: readonly Method[],
): Promise<{ accounts: number; administrators: number }> {
  const [row] = await tx
    .select({
      accounts: sql<number>`count(*)::int`,
      administrators: sql<number>`count(*) filter (where ${users.roles} @> array['CSA']::text[])::int`,
    })
    .from(users)
    .where(isOf(utilityId, methods));
  return row ?? { accounts: 0, administrators: 0 };
}

/** The first of them, by username. */
export async function firstUsernames(
  tx: Database,
  utilityId: string,
  methods: readonly Method[],
  most: number,
): Promise<string[]> {
  const rows = await tx
    .select({ username: users.username })
    .from(users)
    .where(isOf(utilityId, methods))
    .orderBy(asc(users.usernameKey))
    .limit(most);
  return rows.map(({ username }) => username);
}

/** Every provider to which sessions or identities of a utility belong. */
export async function knownProviders(tx: Database, utilityId: string): Promise<string[]> {
  const ofSessions = tx
    .select({ provider: ssoSessions.provider })
    .from(ssoSessions)
    .where(eq(ssoSessions.utilityId, utilityId));
  const ofIdentities = tx
    .select({ provider: ssoIdentities.provider })
    .from(ssoIdentities)
    .where(eq(ssoIdentities.utilityId, utilityId));
  const rows = await ofSessions.union(ofIdentities);
  return rows.map(({ provider }) => provider);
}

/** How many SSO accounts are bound at one of some providers, and at none of others. */
export async function countBound(
  tx: Database,
  utilityId: string,
  at: readonly string[],
  butNotAt: readonly string[],
): Promise<number> {
  const elsewhere = tx
    .select({ userId: ssoIdentities.userId })
    .from(ssoIdentities)
    .where(
      and(eq(ssoIdentities.utilityId, utilityId), inArray(ssoIdentities.provider, [...butNotAt])),
    );
  const [row] = await tx
    .select({ accounts: countDistinct(ssoIdentities.userId) })
    .from(ssoIdentities)
    .innerJoin(
      users,
      and(eq(users.utilityId, ssoIdentities.utilityId), eq(users.userId, ssoIdentities.userId)),
    )
    .where(
      and(
        isOf(utilityId, ['sso']),
        inArray(ssoIdentities.provider, [...at]),
        notInArray(ssoIdentities.userId, elsewhere),
      ),
    );
  return row?.accounts ?? 0;
}
