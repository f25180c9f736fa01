import { eq, sql } from 'drizzle-orm';
import { userImports } from '@/drizzle/schema';
import { db, inTransaction } from '@/lib/db';
import { readHeading } from '@/lib/users/import/column-rules';
import { type CsvRecord, csvRecords } from '@/lib/users/import/csv-records';
import { FileProblem } from '@/lib/users/import/file-problem';
import {
  changeImport,
  deleteFile,
  type Import,
  renewLease,
  storedFile,
} from '@/lib/users/import/import-store';
import { Pace } from '@/lib/users/import/pace';
import { type ReadRow, readRow } from '@/lib/users/import/row-rules';
import { deleteSomeRows, insertRows, planAfresh, surroundings } from '@/lib/users/import/row-store';
import { type Settled, settleRow } from '@/lib/users/import/settling-rules';
import type { Utility } from '@/lib/utilities/utility';

/** Lines that are settled in one transaction. */
const BATCH = 250;

export type WorkEnd =
  | 'done'
  /** The process ends, or the import is another's by now. */
  | 'left';

/**
 * Reads the file of an import and keeps its lines with everything that is wrong with them; nobody is
 * added. From its beginning each time: who takes over from a dead server starts again.
 */
export async function checkImport(
  leased: Import,
  utility: Utility,
  now: () => Date,
  stopping?: AbortSignal,
): Promise<WorkEnd> {
  await beginAgain(leased);
  try {
    return await stageLines(leased, utility, now, stopping);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    await endAsUnreadable(leased, error, now());
    return 'done';
  }
}

async function beginAgain(leased: Import): Promise<void> {
  while (await deleteSomeRows(leased));
  await changeImport(db(), leased, { bytesChecked: 0, good: 0, present: 0, faulty: 0 });
}

async function stageLines(
  leased: Import,
  utility: Utility,
  now: () => Date,
  stopping?: AbortSignal,
): Promise<WorkEnd> {
  const pace = new Pace(stopping);
  let staged = 0;
  let batch: ReadRow[] = [];
  let bytes = 0;
  const stage = async () => {
    const rows = batch;
    batch = [];
    const isOurs = await stageBatch(leased, rows, staged, bytes, now());
    staged += rows.length;
    return isOurs && !stopping?.aborted;
  };
  for await (const [record, columns] of linesUnderHeading(
    csvRecords(storedFile(db(), leased)),
    utility,
  )) {
    batch.push(readRow(record.line, record.cells, columns, utility));
    bytes = record.bytes;
    if (batch.length < BATCH) continue;
    if (!(await stage())) return 'left';
    await pace.rest();
  }
  if (batch.length > 0 && !(await stage())) return 'left';
  if (staged === 0) throw new FileProblem('nobody', 1);
  await endAsChecked(leased, now());
  return 'done';
}

async function* linesUnderHeading(records: AsyncIterable<CsvRecord>, { signIn }: Utility) {
  let columns: Extract<ReturnType<typeof readHeading>, { kind: 'understood' }>['columns'] | null =
    null;
  for await (const record of records) {
    if (columns) {
      yield [record, columns] as const;
      continue;
    }
    const heading = readHeading(record.cells, signIn);
    if (heading.kind !== 'understood') {
      throw new FileProblem(heading.kind, record.line, heading.which);
    }
    columns = heading.columns;
  }
  if (!columns) throw new FileProblem('empty', 1);
}

/** @returns whether the import still is this process's; else nothing was kept */
function stageBatch(
  leased: Import,
  rows: ReadRow[],
  first: number,
  bytes: number,
  now: Date,
): Promise<boolean> {
  return inTransaction(async (tx) => {
    if (!(await renewLease(tx, leased, now))) return false;
    await planAfresh(tx);
    const settled = settleAll(rows, await surroundings(tx, leased, rows));
    await insertRows(tx, leased, first, settled);
    const count = (state: Settled['state']) => settled.filter((row) => row.state === state).length;
    await tx
      .update(userImports)
      .set({
        bytesChecked: bytes,
        good: sql`${userImports.good} + ${count('good')}::int`,
        present: sql`${userImports.present} + ${count('present')}::int`,
        faulty: sql`${userImports.faulty} + ${count('faulty')}::int`,
      })
      .where(
        sql`${eq(userImports.utilityId, leased.utilityId)} and ${eq(userImports.importId, leased.importId)}`,
      );
    return true;
  });
}

/** Each line sees those before it, in this batch too. */
function settleAll(rows: readonly ReadRow[], around: Awaited<ReturnType<typeof surroundings>>) {
  const earlierLines = new Map(around.earlierLines);
  const usersOfEmail = new Map(around.usersOfEmail);
  return rows.map((row) => {
    const settled = settleRow(row, { accounts: around.accounts, earlierLines, usersOfEmail });
    if (settled.state !== 'faulty') {
      earlierLines.set(row.usernameKey, row.line);
      const others = usersOfEmail.get(row.emailKey) ?? [];
      usersOfEmail.set(row.emailKey, [...others.slice(0, 2), row.usernameKey]);
    }
    return settled;
  });
}

function endAsChecked(leased: Import, now: Date): Promise<void> {
  return inTransaction(async (tx) => {
    if (!(await renewLease(tx, leased, now))) return;
    await deleteFile(tx, leased);
    await changeImport(tx, leased, { state: 'checked', leasedBy: null, leasedUntil: now });
  });
}

/** Lines of a file that breaks down further on are of no use. */
async function endAsUnreadable(leased: Import, problem: FileProblem, now: Date): Promise<void> {
  const { code, line, columns } = problem;
  await inTransaction(async (tx) => {
    if (!(await renewLease(tx, leased, now))) return;
    await deleteFile(tx, leased);
    await changeImport(tx, leased, {
      state: 'unreadable',
      fileProblem: { code, line, ...(columns ? { columns } : {}) },
      good: 0,
      present: 0,
      faulty: 0,
      endedAt: now,
      leasedBy: null,
      leasedUntil: now,
    });
  });
  while (await deleteSomeRows(leased));
}
