import { sql } from 'drizzle-orm';
import { knownAddresses, throttleFailures } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { addressKey, type RecentFailures, SIGN_IN_THROTTLE } from '@/lib/throttle/throttle-policy';

/** Counts what {@link SIGN_IN_THROTTLE} asks about, in one query that stops at the limits. */
export async function recentFailures(
  tx: Database,
  utilityId: string,
  clientAddress: string,
  now: Date,
): Promise<RecentFailures> {
  const { windowMs, perAddress, perUtility, knownAddressMs } = SIGN_IN_THROTTLE;
  const key = addressKey(clientAddress);
  const since = new Date(now.getTime() - windowMs).toISOString();
  const knownSince = new Date(now.getTime() - knownAddressMs).toISOString();
  const [row] = await tx.execute<{
    of_address: number;
    last_of_address: string | null;
    of_utility: number;
    known: boolean;
  }>(sql`
    select
      (select count(*)::int from (
        select 1 from throttle_failures
        where utility_id = ${utilityId} and address_key = ${key} and at > ${since}::timestamptz
        limit ${perAddress}::int) as f) as of_address,
      (select max(at) from throttle_failures
        where utility_id = ${utilityId} and address_key = ${key} and at > ${since}::timestamptz)
        as last_of_address,
      (select count(*)::int from (
        select 1 from throttle_failures
        where utility_id = ${utilityId} and at > ${since}::timestamptz
        limit ${perUtility}::int) as f) as of_utility,
      exists (select 1 from known_addresses
        where utility_id = ${utilityId} and address_key = ${key}
          and last_sign_in_at > ${knownSince}::timestamptz) as known
  `);
  if (!row) throw new Error('A query without a from clause returned no row.');
  return {
    ofAddress: row.of_address,
    lastOfAddress: row.last_of_address === null ? null : new Date(row.last_of_address),
    ofUtility: row.of_utility,
    addressIsKnown: row.known,
  };
}

/** Counts a failed attempt of this address at this utility. */
export async function recordFailure(
  tx: Database,
  utilityId: string,
  clientAddress: string,
  now: Date,
): Promise<void> {
  await tx
    .insert(throttleFailures)
    .values({ utilityId, addressKey: addressKey(clientAddress), at: now });
}

/** An address from which somebody signed in is known for 30 days; written at most once an hour. */
export async function rememberAddress(
  tx: Database,
  utilityId: string,
  clientAddress: string,
  now: Date,
): Promise<void> {
  const anHourAgo = new Date(now.getTime() - 3_600_000).toISOString();
  await tx
    .insert(knownAddresses)
    .values({ utilityId, addressKey: addressKey(clientAddress), lastSignInAt: now })
    .onConflictDoUpdate({
      target: [knownAddresses.utilityId, knownAddresses.addressKey],
      set: { lastSignInAt: now },
      setWhere: sql`${knownAddresses.lastSignInAt} < ${anHourAgo}::timestamptz`,
    });
}
