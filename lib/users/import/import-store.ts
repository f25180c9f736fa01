import { and, asc, desc, eq, getTableColumns, lt, lte, sql } from 'drizzle-orm';
import { userImportChunks, userImports } from '@/drizzle/schema';
import { type Database, inTransaction } from '@/lib/db';

/** An import as the database holds it. */
export type Import = typeof userImports.$inferSelect;

export type ImportKey = Pick<Import, 'utilityId' | 'importId'>;

/** How long a process may be silent before another one goes on with its import. */
export const LEASE_MS = 30_000;

/** The import of this id at this utility, or null; an id of another utility finds nothing. */
export async function findImport(tx: Database, key: ImportKey): Promise<Import | null> {
  const [row] = await tx.select().from(userImports).where(isImport(key));
  return row ?? null;
}

/** As {@link findImport}, held against other changes until the transaction ends. */
export async function holdImport(tx: Database, key: ImportKey): Promise<Import | null> {
  const [row] = await tx.select().from(userImports).where(isImport(key)).for('update');
  return row ?? null;
}

/** The utility's imports, newest first. */
export function latestImports(tx: Database, utilityId: string, most: number): Promise<Import[]> {
  return tx
    .select(getTableColumns(userImports))
    .from(userImports)
    .where(eq(userImports.utilityId, utilityId))
    .orderBy(desc(userImports.createdAt), asc(userImports.importId))
    .limit(most);
}

/** Changes an import, whoever is at it. */
export async function changeImport(
  tx: Database,
  key: ImportKey,
  change: Partial<Import>,
): Promise<void> {
  await tx.update(userImports).set(change).where(isImport(key));
}

/**
 * Leases an import that waits for a process: this one, or the one that has waited longest over all
 * utilities. A lease is a time: one that runs out lets another server go on.
 */
export function leaseImport(
  processId: string,
  now: Date,
  only?: ImportKey,
): Promise<Import | null> {
  return inTransaction(async (tx) => {
    const [waiting] = await tx
      .select()
      .from(userImports)
      .where(
        and(
          sql`${userImports.state} in ('checking', 'importing')`,
          lte(userImports.leasedUntil, now),
          only && isImport(only),
        ),
      )
      .orderBy(userImports.leasedUntil)
      .limit(1)
      .for('update', { skipLocked: true });
    if (!waiting) return null;
    const lease = leaseOf(processId, now);
    await tx.update(userImports).set(lease).where(isImport(waiting));
    return { ...waiting, ...lease };
  });
}

/**
 * Renews the lease in the transaction of the work done under it.
 * @returns false when the import is another process's by now, or has been stopped: then nothing of the
 *   work may be kept
 */
export async function renewLease(tx: Database, leased: Import, now: Date): Promise<boolean> {
  const kept = await tx
    .update(userImports)
    .set(leaseOf(leased.leasedBy, now))
    .where(isStillOurs(leased))
    .returning({ importId: userImports.importId });
  return kept.length > 0;
}

/** Gives an import back, so that any server may go on at once. */
export async function releaseLease(tx: Database, leased: Import, now: Date): Promise<void> {
  await tx.update(userImports).set({ leasedBy: null, leasedUntil: now }).where(isStillOurs(leased));
}

function leaseOf(processId: string | null, now: Date) {
  return { leasedBy: processId, leasedUntil: new Date(now.getTime() + LEASE_MS) };
}

function isStillOurs(leased: Import) {
  return and(
    isImport(leased),
    eq(userImports.state, leased.state),
    eq(userImports.leasedBy, leased.leasedBy ?? ''),
  );
}

/** The file of an import, piece by piece. */
export async function* storedFile(tx: Database, key: ImportKey): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const [chunk] = await tx
      .select({ content: userImportChunks.content })
      .from(userImportChunks)
      .where(and(isChunkOf(key), eq(userImportChunks.number, number)));
    if (!chunk) return;
    yield chunk.content;
  }
}

export async function deleteFile(tx: Database, key: ImportKey): Promise<void> {
  await tx.delete(userImportChunks).where(isChunkOf(key));
}

export async function deleteImport(tx: Database, key: ImportKey): Promise<void> {
  await tx.delete(userImports).where(isImport(key));
}

/** Imports of these states that nobody has touched since; the oldest, a few at a time. */
export function importsOlderThan(
  tx: Database,
  states: Import['state'][],
  before: Date,
): Promise<ImportKey[]> {
  return tx
    .select({ utilityId: userImports.utilityId, importId: userImports.importId })
    .from(userImports)
    .where(
      and(sql`${userImports.state} = any(${sql.param(states)})`, lt(userImports.createdAt, before)),
    )
    .limit(20);
}

function isImport({ utilityId, importId }: ImportKey) {
  return and(eq(userImports.utilityId, utilityId), eq(userImports.importId, importId));
}

function isChunkOf({ utilityId, importId }: ImportKey) {
  return and(eq(userImportChunks.utilityId, utilityId), eq(userImportChunks.importId, importId));
}
