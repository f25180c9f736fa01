import { and, eq, gt } from 'drizzle-orm';
import { ssoTestLinks } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { secretHash } from '@/lib/tokens';

export async function keepTestLink(
  tx: Database,
  utilityId: string,
  secret: string,
  expiresAt: Date,
): Promise<void> {
  await tx.insert(ssoTestLinks).values({ utilityId, secretHash: secretHash(secret), expiresAt });
}

/** Whether there is such a link; nothing is used up by asking. */
export async function hasTestLink(
  tx: Database,
  utilityId: string,
  secret: string,
  now: Date,
): Promise<boolean> {
  const found = await tx
    .select({ expiresAt: ssoTestLinks.expiresAt })
    .from(ssoTestLinks)
    .where(good(utilityId, secret, now));
  return found.length > 0;
}

/**
 * Takes a link away, which is how it is used up: of several that bring the same at once, on any number
 * of servers, one finds it.
 */
export async function takeTestLink(
  tx: Database,
  utilityId: string,
  secret: string,
  now: Date,
): Promise<boolean> {
  const taken = await tx
    .delete(ssoTestLinks)
    .where(good(utilityId, secret, now))
    .returning({ expiresAt: ssoTestLinks.expiresAt });
  return taken.length > 0;
}

function good(utilityId: string, secret: string, now: Date) {
  return and(
    eq(ssoTestLinks.utilityId, utilityId),
    eq(ssoTestLinks.secretHash, secretHash(secret)),
    gt(ssoTestLinks.expiresAt, now),
  );
}
