import { and, asc, eq, sql } from 'drizzle-orm';
import { samlKeys, samlProviders, utilities, utilityFiles } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { SamlDeadlines } from '@/lib/sso/expiring-certificates-rules';
import { certificatesInPem, expiryOf, readCertificate } from '@/lib/sso/saml/certificate-rules';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import type { FileField } from '@/lib/utilities/file-checks';
import { isAddress } from '@/lib/utilities/setting-rules';

export interface UtilityDeadlines {
  utilityId: string;
  /** Whether people sign in there, or somebody only prepares it. */
  isInUse: boolean;
  /** When the portal's metadata was last found good; null for a file, and before there was any. */
  foundGoodAt: Date | null;
  deadlines: SamlDeadlines;
}

/** Of every utility with a SAML portal, or of one of them; in two queries, however many there are. */
export async function samlDeadlines(tx: Database, utilityId?: string): Promise<UtilityDeadlines[]> {
  const sso = sql`${utilities.document} -> 'sso'`;
  const rows = await tx
    .select({
      utilityId: utilities.utilityId,
      signIn: sql<string | null>`${utilities.document} ->> 'signIn'`,
      metadata: sql<string>`${sso} ->> 'metadata'`,
      provider: samlProviders.provider,
      takenAt: samlProviders.takenAt,
      goodAt: samlProviders.goodAt,
      pinned: utilityFiles.content,
    })
    .from(utilities)
    .leftJoin(samlProviders, eq(samlProviders.utilityId, utilities.utilityId))
    .leftJoin(
      utilityFiles,
      and(eq(utilityFiles.utilityId, utilities.utilityId), eq(utilityFiles.field, PINNED)),
    )
    .where(
      and(
        sql`${sso} ->> 'kind' = 'saml'`,
        utilityId ? eq(utilities.utilityId, utilityId) : undefined,
      ),
    )
    .orderBy(asc(utilities.utilityId));
  const keys = await keysById(tx, utilityId);
  return rows.map((row) => ({
    utilityId: row.utilityId,
    isInUse: row.signIn === 'sso' || row.signIn === 'both',
    foundGoodAt: isAddress(row.metadata) ? row.goodAt : null,
    deadlines: {
      ...ofProvider(row),
      service: keys.get(row.utilityId) ?? [],
      metadata: (certificatesInPem(row.pinned?.toString() ?? '') ?? []).map(expiryOf),
    },
  }));
}

const PINNED: FileField = 'sso.metadataCertificate';

interface ProviderRow {
  metadata: string;
  provider: unknown;
  takenAt: Date | null;
}

function ofProvider({
  metadata,
  provider,
  takenAt,
}: ProviderRow): Pick<SamlDeadlines, 'portal' | 'description'> {
  const { certificates = [], validUntil = null } = (provider ?? {}) as Partial<SamlProvider>;
  return {
    portal: certificates.flatMap((base64) => readCertificate(base64) ?? []).map(expiryOf),
    description:
      validUntil && takenAt
        ? { validUntil: new Date(validUntil), takenAt, isRefreshed: isAddress(metadata) }
        : null,
  };
}

async function keysById(
  tx: Database,
  utilityId: string | undefined,
): Promise<Map<string, SamlDeadlines['service']>> {
  const rows = await tx
    .select({
      utilityId: samlKeys.utilityId,
      purpose: samlKeys.purpose,
      state: samlKeys.state,
      expiresAt: samlKeys.expiresAt,
    })
    .from(samlKeys)
    .where(utilityId ? eq(samlKeys.utilityId, utilityId) : undefined);
  const keys = new Map<string, SamlDeadlines['service']>();
  for (const { utilityId: id, ...key } of rows) keys.set(id, [...(keys.get(id) ?? []), key]);
  return keys;
}
