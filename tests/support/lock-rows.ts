import { eq } from 'drizzle-orm';
import { lockouts, throttleFailures } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** The counts of attempts at a utility's usernames, whoever they are for. */
export function lockRowsOf({ utility }: Scope) {
  return db()
    .select({
      failed: lockouts.failed,
      openClaims: lockouts.openClaims,
      lockedAt: lockouts.lockedAt,
    })
    .from(lockouts)
    .where(eq(lockouts.utilityId, utility.utilityId));
}

/** The addresses of a utility's failed attempts, as the throttle knows them. */
export async function failedAddressesOf({ utility }: Scope): Promise<string[]> {
  const rows = await db()
    .select({ addressKey: throttleFailures.addressKey })
    .from(throttleFailures)
    .where(eq(throttleFailures.utilityId, utility.utilityId));
  return rows.map(({ addressKey }) => addressKey);
}
