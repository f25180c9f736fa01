import { and, eq, gt, isNull, lte, or } from 'drizzle-orm';
import { samlProviders } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { LEASE_MS } from '@/lib/sso/saml/look-rules';

/** Whatever strangers send, a portal is not looked at more often for it; and no look under way is disturbed. */
const EVERY_MS = LEASE_MS;

/**
 * Lets the portal's metadata be looked for now (lib/sso/saml/refresh-metadata), once a minute at most: an answer
 * came that no certificate of it verifies, as after a key that was rolled unannounced. Who tries again some
 * seconds later gets in. Metadata in a file comes with the settings only.
 */
export async function lookSoon({ utility, now }: Scope): Promise<void> {
  const { utilityId } = utility;
  const at = now();
  const before = new Date(at.getTime() - EVERY_MS);
  await db()
    .update(samlProviders)
    .set({ dueAt: at })
    .where(
      and(
        eq(samlProviders.utilityId, utilityId),
        // What is due sooner is coming anyway, or somebody is at it.
        gt(samlProviders.dueAt, new Date(at.getTime() + EVERY_MS)),
        or(isNull(samlProviders.checkedAt), lte(samlProviders.checkedAt, before)),
      ),
    );
}
