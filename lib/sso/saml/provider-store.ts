import { eq } from 'drizzle-orm';
import { samlProviders } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';

/**
 * The utility's SAML portal as its metadata describes it now; null before there was a good description,
 * and when the one there is has run out by its own word (SAML Metadata §2.3.2, `validUntil`).
 */
export async function liveProvider(
  tx: Database,
  utilityId: string,
  now: Date,
): Promise<SamlProvider | null> {
  const [row] = await tx
    .select({ provider: samlProviders.provider })
    .from(samlProviders)
    .where(eq(samlProviders.utilityId, utilityId));
  const provider = (row?.provider ?? null) as SamlProvider | null;
  const hasRunOut = provider?.validUntil && new Date(provider.validUntil) <= now;
  return hasRunOut ? null : provider;
}

/** A description that was checked, and what it was read from. */
export interface TakenProvider {
  provider: SamlProvider;
  /** Names the settings that it was read by. */
  source: string;
  /** SHA-256 of the document, hex. */
  digest: string;
  /** When to look for a newer one, or null for never. */
  dueAt: Date | null;
}

/** Puts a description in the place of the one before, for the whole installation at once. */
export async function takeProvider(
  tx: Database,
  utilityId: string,
  { provider, source, digest, dueAt }: TakenProvider,
  now: Date,
): Promise<void> {
  const values = { provider, source, digest, dueAt, takenAt: now, checkedAt: now, fault: null };
  await tx
    .insert(samlProviders)
    .values({ utilityId, ...values })
    .onConflictDoUpdate({ target: samlProviders.utilityId, set: values });
}
