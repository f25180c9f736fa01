import { eq, sql } from 'drizzle-orm';
import { samlProviders } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { LookFault } from '@/lib/sso/saml/metadata-faults-rules';
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
  const provider = (await providerState(tx, utilityId))?.provider ?? null;
  const hasRunOut = provider?.validUntil && new Date(provider.validUntil) <= now;
  return hasRunOut ? null : provider;
}

/** What is kept of a portal's description, and how the last look for a newer one went. */
export interface ProviderState {
  source: string;
  /** Also one that has run out. */
  provider: SamlProvider | null;
  takenAt: Date | null;
  checkedAt: Date | null;
  /** A {@link LookFault}, or that of another version. */
  fault: string | null;
  dueAt: Date | null;
}

/** Null where nobody has looked for any. */
export async function providerState(
  tx: Database,
  utilityId: string,
): Promise<ProviderState | null> {
  const [row] = await tx
    .select({
      source: samlProviders.source,
      provider: samlProviders.provider,
      takenAt: samlProviders.takenAt,
      checkedAt: samlProviders.checkedAt,
      fault: samlProviders.fault,
      dueAt: samlProviders.dueAt,
    })
    .from(samlProviders)
    .where(eq(samlProviders.utilityId, utilityId));
  return row ? { ...row, provider: row.provider as SamlProvider | null } : null;
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

/**
 * Puts a description in the place of the one before, for the whole installation at once. `takenAt` stays
 * where it says the same as that.
 */
export async function takeProvider(
  tx: Database,
  utilityId: string,
  { provider, source, digest, dueAt }: TakenProvider,
  now: Date,
): Promise<void> {
  const values = { provider, source, digest, dueAt, checkedAt: now, goodAt: now, fault: null };
  const isSame = sql`${samlProviders.provider} is not distinct from excluded.provider`;
  await tx
    .insert(samlProviders)
    .values({ utilityId, takenAt: now, ...values })
    .onConflictDoUpdate({
      target: samlProviders.utilityId,
      set: {
        ...values,
        takenAt: sql`case when ${isSame} then ${samlProviders.takenAt} else excluded.taken_at end`,
      },
    });
}

/** Notes that a look took nothing; what there is stays. */
export async function noteLookFault(
  tx: Database,
  utilityId: string,
  { fault, dueAt }: { fault: LookFault; dueAt: Date | null },
  now: Date,
): Promise<void> {
  await tx
    .update(samlProviders)
    .set({ fault, dueAt, checkedAt: now })
    .where(eq(samlProviders.utilityId, utilityId));
}

/** Has a description looked for at once that there is none of by these settings. */
export async function awaitProvider(
  tx: Database,
  utilityId: string,
  source: string,
  now: Date,
): Promise<void> {
  const values = { source, dueAt: now, ...NOTHING };
  await tx
    .insert(samlProviders)
    .values({ utilityId, ...values })
    .onConflictDoUpdate({ target: samlProviders.utilityId, set: values });
}

const NOTHING = {
  provider: null,
  digest: null,
  takenAt: null,
  checkedAt: null,
  goodAt: null,
  fault: null,
};

/** Forgets the description of a portal that does not speak SAML any more. */
export async function forgetProvider(tx: Database, utilityId: string): Promise<void> {
  await tx.delete(samlProviders).where(eq(samlProviders.utilityId, utilityId));
}
