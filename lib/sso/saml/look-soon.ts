import { and, eq, gt, isNull, lte, or } from 'drizzle-orm';
import { samlProviders } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** Whatever strangers send, a portal is not looked at more often for it. */
const EVERY_MS = 60_000;

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
        gt(samlProviders.dueAt, at),
        or(isNull(samlProviders.checkedAt), lte(samlProviders.checkedAt, before)),
      ),
    );
}
