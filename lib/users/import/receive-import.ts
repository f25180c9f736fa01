import { randomUUID } from 'node:crypto';
import { userImportChunks, userImports } from '@/drizzle/schema';
import { mayAdminister } from '@/lib/accounts/administrators';
import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { changeImport, deleteImport, holdImport } from '@/lib/users/import/import-store';

export type ReceiveOutcome =
  /** It waits to be checked; nobody was added. */
  { kind: 'received'; importId: string } | { kind: 'empty' } | { kind: 'not_allowed' };

/** Kept a row each: what a server holds of a file at a time. */
const CHUNK_BYTES = 256 * 1024;

const NAME_SHOWN = 120;

/**
 * Takes in a file of people as it arrives. It is kept in the database, since the server that goes on
 * with it may be another one; one that breaks off leaves nothing.
 *
 * @throws what `file` throws; then nothing of it is left
 */
export async function receiveImport(
  scope: Scope,
  fileName: string,
  file: AsyncIterable<Buffer>,
): Promise<ReceiveOutcome> {
  const key = { utilityId: scope.utility.utilityId, importId: randomUUID() };
  const began = await inTransaction(async (tx) => {
    if (!(await mayAdminister(tx, scope))) return false;
    const now = scope.now();
    await tx.insert(userImports).values({
      ...key,
      fileName: fileName.replace(/[\p{Cc}\p{Cs}]/gu, '').slice(-NAME_SHOWN),
      bytes: 0,
      state: 'uploading',
      ...inNameOf(scope),
      createdAt: now,
      startedAt: now,
      leasedUntil: now,
    });
    return true;
  });
  if (!began) return { kind: 'not_allowed' };
  try {
    const bytes = await keep(key, file);
    const end = bytes === 0 ? 'empty' : await complete(scope, key, bytes);
    if (end === 'received') return { kind: 'received', importId: key.importId };
    await deleteImport(db(), key);
    return { kind: end };
  } catch (error) {
    // Should the database be away, housekeeping does it.
    await deleteImport(db(), key).catch(() => undefined);
    throw error;
  }
}

/** The columns that say in whose name an import is done. */
export function inNameOf({ actor, clientAddress, requestId }: Scope) {
  const person = actor.kind === 'person' ? actor : null;
  return {
    actorKind: person ? ('person' as const) : ('operator' as const),
    actorId: person?.userId ?? null,
    actorName: person?.username ?? null,
    clientAddress,
    requestId,
  };
}

type Key = { utilityId: string; importId: string };

async function keep(key: Key, file: AsyncIterable<Buffer>): Promise<number> {
  let [number, bytes, held] = [0, 0, 0];
  let pieces: Buffer[] = [];
  const put = async () => {
    if (held === 0) return;
    const content = Buffer.concat(pieces);
    await db()
      .insert(userImportChunks)
      .values({ ...key, number, content });
    [number, held, pieces] = [number + 1, 0, []];
  };
  for await (const piece of file) {
    pieces.push(piece);
    held += piece.length;
    bytes += piece.length;
    if (held >= CHUNK_BYTES) await put();
  }
  await put();
  return bytes;
}

/** Asked again after an upload that may have taken half an hour. */
function complete(scope: Scope, key: Key, bytes: number): Promise<'received' | 'not_allowed'> {
  return inTransaction(async (tx) => {
    if (!(await mayAdminister(tx, scope))) return 'not_allowed';
    const upload = await holdImport(tx, key);
    if (!upload) throw new Error('The upload was given up for dead.');
    const now = scope.now();
    await changeImport(tx, key, { state: 'checking', bytes, startedAt: now, leasedUntil: now });
    return 'received';
  });
}
