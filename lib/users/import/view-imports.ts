import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { countHandOuts, type HandOutCounts } from '@/lib/users/import/hand-out-store';
import {
  findImport,
  type Import,
  type ImportKey,
  latestImports,
} from '@/lib/users/import/import-store';
import { progressOf } from '@/lib/users/import/progress-rules';
import {
  countSharedEmailRows,
  type ImportRow,
  planAfresh,
  rowsWithProblems,
} from '@/lib/users/import/row-store';

export type { HandOutCounts, Import, ImportRow };

/** Problems of a page. */
const PAGE = 50;
const LATEST = 10;
const WHOLE_PAGE = 1_000;

export interface ImportView {
  found: Import;
  /** Lines with problems after the one that was asked for. */
  faulty: ImportRow[];
  /** Where the next page of them begins, or null. */
  next: number | null;
  /** Lines without problems whose address another username has; 1,001 stands for more than 1,000. */
  emailsShared: number;
  /** Null until somebody was added. */
  handOuts: HandOutCounts | null;
}

/** An import of the scope's utility with its lines of problems after a number, or null. */
export function viewImport(
  scope: Scope,
  importId: string,
  after: number,
): Promise<ImportView | null> {
  const key = keyOf(scope, importId);
  return inTransaction(async (tx) => {
    const found = await findImport(tx, key);
    if (!found) return null;
    await planAfresh(tx);
    const isRead = found.state !== 'checking' && found.state !== 'uploading';
    const faulty = isRead ? await rowsWithProblems(tx, key, after, PAGE + 1) : [];
    const shown = faulty.slice(0, PAGE);
    const isAdded = found.state === 'finished' || found.state === 'stopped';
    return {
      found,
      faulty: shown,
      next: faulty.length > PAGE ? (shown.at(-1)?.number ?? null) : null,
      emailsShared: found.state === 'checked' ? await countSharedEmailRows(tx, key) : 0,
      handOuts: isAdded ? await countHandOuts(tx, key) : null,
    };
  });
}

/** The utility's imports of late, but for those that were thrown away. */
export async function listImports({ utility }: Scope): Promise<Import[]> {
  return latestImports(db(), utility.utilityId, LATEST);
}

/** How far an import is, for who watches; null where the utility has none of this id. */
export async function viewProgress(scope: Scope, importId: string) {
  const found = await findImport(db(), keyOf(scope, importId));
  return found && { found, progress: progressOf(found, scope.now()) };
}

/** All lines with problems, some at a time; or null. */
export async function allProblems(
  scope: Scope,
  importId: string,
): Promise<AsyncGenerator<ImportRow[]> | null> {
  const key = keyOf(scope, importId);
  return (await findImport(db(), key)) ? pagesOfProblems(key) : null;
}

async function* pagesOfProblems(key: ImportKey): AsyncGenerator<ImportRow[]> {
  let after = -1;
  for (;;) {
    const rows = await inTransaction(async (tx) => {
      await planAfresh(tx);
      return rowsWithProblems(tx, key, after, WHOLE_PAGE);
    });
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)?.number ?? after;
  }
}

function keyOf({ utility }: Scope, importId: string): ImportKey {
  return { utilityId: utility.utilityId, importId };
}
