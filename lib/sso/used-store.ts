import { createHash } from 'node:crypto';
import { ssoUsed } from '@/drizzle/schema';
import type { Database } from '@/lib/db';

type Kind = (typeof ssoUsed.$inferSelect)['kind'];

/**
 * Uses up what is good once at a utility, in the transaction of what it is used for: of several that
 * bring the same at once, on any number of servers, the second waits for the first to commit, and is
 * the first where that did not.
 *
 * @param what names it for ever among its kind; only its hash is kept
 * @param expiresAt from when on it is refused for its age, and need not be remembered
 * @returns whether this was the first use
 */
export async function spendOnce(
  tx: Database,
  utilityId: string,
  kind: Kind,
  what: string,
  expiresAt: Date,
): Promise<boolean> {
  const hash = createHash('sha256').update(what).digest();
  const used = await tx
    .insert(ssoUsed)
    .values({ utilityId, kind, hash, expiresAt })
    .onConflictDoNothing()
    .returning({ kind: ssoUsed.kind });
  return used.length > 0;
}
