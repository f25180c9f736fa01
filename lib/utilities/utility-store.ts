import { and, asc, eq, inArray } from 'drizzle-orm';
import { utilities, utilityDomains, utilityFiles } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { ConfiguredFile, FileField, FilesByField } from '@/lib/utilities/file-checks';
import type { Utility } from '@/lib/utilities/utility';
import { toUtility } from '@/lib/utilities/utility-defaults';
import { checkDocument, type UtilityDocument } from '@/lib/utilities/utility-document';

/** Stored settings that this version of the program does not understand. */
export class UnreadableUtilityError extends Error {
  constructor(utilityId: string, reason: string) {
    super(
      `The stored settings of utility "${utilityId}" do not fit this version (${reason}); ` +
        'apply its YAML again with this version, or run the version that wrote them.',
    );
    this.name = 'UnreadableUtilityError';
  }
}

/** @throws {UnreadableUtilityError} */
export function readDocument(utilityId: string, stored: unknown): UtilityDocument {
  const checked = checkDocument(stored);
  if (checked.kind === 'valid') return checked.document;
  const [fault] = checked.faults;
  throw new UnreadableUtilityError(utilityId, `${fault?.path.join('.')} ${fault?.message}`);
}

/** Every domain of the installation, and whose it is. */
export async function domainOwners(tx: Database): Promise<Map<string, string>> {
  const rows = await tx
    .select({ domain: utilityDomains.domain, utilityId: utilityDomains.utilityId })
    .from(utilityDomains);
  return new Map(rows.map(({ domain, utilityId }) => [domain, utilityId]));
}

/** @throws {UnreadableUtilityError} */
export async function findUtility(tx: Database, utilityId: string): Promise<Utility | null> {
  const rows = await tx
    .select({
      document: utilities.document,
      field: utilityFiles.field,
      digest: utilityFiles.digest,
    })
    .from(utilities)
    .leftJoin(utilityFiles, eq(utilityFiles.utilityId, utilities.utilityId))
    .where(eq(utilities.utilityId, utilityId));
  const [row] = rows;
  if (!row) return null;
  const files = rows.flatMap(({ field, digest }) => (field && digest ? [[field, { digest }]] : []));
  return toUtility(readDocument(utilityId, row.document), Object.fromEntries(files));
}

/** Several utilities by their ids; those that this version cannot read are not among them. */
export async function findUtilities(
  tx: Database,
  utilityIds: readonly string[],
): Promise<Map<string, Utility>> {
  if (utilityIds.length === 0) return new Map();
  const digests = await fileDigests(tx, utilityIds);
  const found = new Map<string, Utility>();
  for (const [utilityId, stored] of await storedDocuments(tx, utilityIds)) {
    const checked = checkDocument(stored);
    if (checked.kind === 'invalid') continue;
    const files = Object.entries(digests.get(utilityId) ?? {});
    const byField = Object.fromEntries(files.map(([field, digest]) => [field, { digest }]));
    found.set(utilityId, toUtility(checked.document, byField));
  }
  return found;
}

/** The documents as they are stored, unchecked, by utility; of all utilities where no ids are given. */
export async function storedDocuments(
  tx: Database,
  utilityIds?: readonly string[],
): Promise<Map<string, unknown>> {
  const rows = await tx
    .select({ utilityId: utilities.utilityId, document: utilities.document })
    .from(utilities)
    .where(utilityIds && inArray(utilities.utilityId, [...utilityIds]))
    .orderBy(asc(utilities.utilityId));
  return new Map(rows.map(({ utilityId, document }) => [utilityId, document]));
}

export async function findFile(
  tx: Database,
  utilityId: string,
  field: FileField,
): Promise<ConfiguredFile | null> {
  const [row] = await tx
    .select()
    .from(utilityFiles)
    .where(and(eq(utilityFiles.utilityId, utilityId), eq(utilityFiles.field, field)));
  return row ?? null;
}

/** The files' digests of several utilities; content is read only where it is needed. */
export async function fileDigests(
  tx: Database,
  utilityIds: readonly string[],
): Promise<Map<string, Partial<Record<FileField, string>>>> {
  const rows = await tx
    .select({
      utilityId: utilityFiles.utilityId,
      field: utilityFiles.field,
      digest: utilityFiles.digest,
    })
    .from(utilityFiles)
    .where(inArray(utilityFiles.utilityId, [...utilityIds]));
  const digests = new Map<string, Partial<Record<string, string>>>();
  for (const { utilityId, field, digest } of rows) {
    digests.set(utilityId, { ...digests.get(utilityId), [field]: digest });
  }
  return digests;
}

/** Writes the document, new or in place of an older one. Domains go by {@link writeDomains}. */
export async function writeDocument(tx: Database, document: UtilityDocument, now: Date) {
  await tx
    .insert(utilities)
    .values({ utilityId: document.utility, document, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: utilities.utilityId, set: { document, updatedAt: now } });
}

/**
 * Gives each of these utilities its domains and no others. All are taken away before any is given,
 * so that a domain can move from one utility to another.
 */
export async function writeDomains(tx: Database, documents: readonly UtilityDocument[]) {
  if (documents.length === 0) return;
  const ids = documents.map(({ utility }) => utility);
  await tx.delete(utilityDomains).where(inArray(utilityDomains.utilityId, ids));
  await tx
    .insert(utilityDomains)
    .values(
      documents.flatMap(({ utility, domains }) =>
        domains.map((domain, position) => ({ utilityId: utility, domain, position })),
      ),
    );
}

/** Keeps exactly these files for the utility. */
export async function writeFiles(tx: Database, utilityId: string, files: FilesByField) {
  await tx.delete(utilityFiles).where(eq(utilityFiles.utilityId, utilityId));
  const rows = Object.entries(files).map(([field, file]) => ({ utilityId, field, ...file }));
  if (rows.length > 0) await tx.insert(utilityFiles).values(rows);
}
