import { eq, sql } from 'drizzle-orm';
import { utilities } from '@/drizzle/schema';
import { eraseTrail, holdChain, utilityExists } from '@/lib/audit/seal-store';
import { type Database, inTransaction } from '@/lib/db';
import { holdUtilities } from '@/lib/utilities/utilities-lock';
import { forgetCachedUtilities } from '@/lib/utilities/utility-by-host';

/** How much goes with a utility. */
export interface UtilityContent {
  domains: number;
  users: number;
  events: number;
}

export type RemoveOutcome =
  /** With `dryRun` what would be. */
  { kind: 'removed'; content: UtilityContent } | { kind: 'unknown_utility' };

/**
 * Removes a utility with everything of it, its audit list too: all of it or nothing. No session, link
 * or lock of it is left; other servers may answer on its domains until they look again, within
 * five seconds, and find nobody there.
 */
export async function removeUtility(
  utilityId: string,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<RemoveOutcome> {
  const outcome = await inTransaction(async (tx): Promise<RemoveOutcome> => {
    // A utility may have a million people, and years of events.
    await tx.execute(sql`set local statement_timeout = 0`);
    if (!dryRun) {
      await holdUtilities(tx);
      await holdChain(tx, utilityId);
    }
    if (!(await utilityExists(tx, utilityId))) return { kind: 'unknown_utility' };
    const content = await contentOf(tx, utilityId);
    if (!dryRun) await remove(tx, utilityId);
    return { kind: 'removed', content };
  });
  if (!dryRun) forgetCachedUtilities();
  return outcome;
}

/**
 * The utility first: who is at work in it is waited for, and what they wrote goes with the trail. The
 * database lets the trail go only when there is no such utility.
 */
async function remove(tx: Database, utilityId: string): Promise<void> {
  await tx.delete(utilities).where(eq(utilities.utilityId, utilityId));
  await eraseTrail(tx, utilityId);
}

async function contentOf(tx: Database, utilityId: string): Promise<UtilityContent> {
  const count = (table: string) => sql`(
    select count(*)::int from ${sql.identifier(table)} where utility_id = ${utilityId})`;
  const [row] = await tx.execute<UtilityContent & Record<string, unknown>>(sql`
    select ${count('utility_domains')} as domains, ${count('users')} as users,
      ${count('audit_events')} as events`);
  return row ?? { domains: 0, users: 0, events: 0 };
}
