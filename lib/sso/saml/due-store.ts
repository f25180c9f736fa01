import { and, eq, lte, or, sql } from 'drizzle-orm';
import { alias, type PgColumn } from 'drizzle-orm/pg-core';
import { samlProviders, utilities, utilityFiles } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { FileField } from '@/lib/utilities/file-checks';

const file = alias(utilityFiles, 'metadata_file');
const certificate = alias(utilityFiles, 'certificate_file');
const sso = sql`${utilities.document} -> 'sso'`;

/** As lib/sso/saml/metadata-source-rules says it. */
const source = sql<string>`coalesce(${file.digest}, ${sso} ->> 'metadata') || ' ' || coalesce(${certificate.digest}, '')`;

const isFileOf = (table: Record<'utilityId' | 'field', PgColumn>, field: FileField) =>
  and(eq(table.utilityId, utilities.utilityId), eq(table.field, field));

/**
 * The utilities whose SAML metadata is to be looked for now: because it is time, or because none was read
 * by the settings as they are. Whoever waits longest comes first.
 */
export async function utilitiesDue(tx: Database, now: Date): Promise<string[]> {
  const rows = await tx
    .select({ utilityId: utilities.utilityId })
    .from(utilities)
    .leftJoin(samlProviders, eq(samlProviders.utilityId, utilities.utilityId))
    .leftJoin(file, isFileOf(file, 'sso.metadata'))
    .leftJoin(certificate, isFileOf(certificate, 'sso.metadataCertificate'))
    .where(
      and(
        sql`${sso} ->> 'kind' = 'saml'`,
        or(sql`${samlProviders.source} is distinct from ${source}`, lte(samlProviders.dueAt, now)),
      ),
    )
    .orderBy(sql`${samlProviders.dueAt} nulls first`);
  return rows.map(({ utilityId }) => utilityId);
}

/**
 * Claims the next look for itself until `until`, when it may be claimed again: whoever looks is alone,
 * holds no transaction, and may die. What was read by other settings goes. The settings must be kept as
 * they are meanwhile (lib/utilities/utilities-lock).
 *
 * @param isForced whether to look though it is not time, and though another is at it
 * @returns false where there is nothing to claim
 */
export async function claimLook(
  tx: Database,
  utilityId: string,
  look: { source: string; until: Date; isForced: boolean },
  now: Date,
): Promise<boolean> {
  const isSame = sql`${samlProviders.source} = excluded.source`;
  const keptIfSame = (column: PgColumn) => sql`case when ${isSame} then ${column} end`;
  const claimed = await tx
    .insert(samlProviders)
    .values({ utilityId, source: look.source, dueAt: look.until })
    .onConflictDoUpdate({
      target: samlProviders.utilityId,
      set: {
        source: look.source,
        dueAt: look.until,
        provider: keptIfSame(samlProviders.provider),
        digest: keptIfSame(samlProviders.digest),
        takenAt: keptIfSame(samlProviders.takenAt),
        checkedAt: keptIfSame(samlProviders.checkedAt),
        goodAt: keptIfSame(samlProviders.goodAt),
        fault: keptIfSame(samlProviders.fault),
      },
      // Of two servers that saw it due, the second finds the first one's claim.
      setWhere: look.isForced
        ? undefined
        : or(sql`${samlProviders.source} <> excluded.source`, lte(samlProviders.dueAt, now)),
    })
    .returning({ utilityId: samlProviders.utilityId });
  return claimed.length > 0;
}
