import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { userImports } from '@/drizzle/schema';
import { insertFreeAccounts, personColumns } from '@/lib/accounts/account-store';
import { mayAdminister } from '@/lib/accounts/administrators';
import { recordEvent, recordEvents } from '@/lib/audit/record-event';
import { type Database, inTransaction } from '@/lib/db';
import { lockKeys } from '@/lib/lockout/lock-key';
import { clearLocks } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';
import type { WorkEnd } from '@/lib/users/import/check-import';
import { scopeOf } from '@/lib/users/import/import-scope';
import { changeImport, findImport, type Import, renewLease } from '@/lib/users/import/import-store';
import { Pace } from '@/lib/users/import/pace';
import {
  endRows,
  type ImportRow,
  nextGoodRows,
  occupantsOf,
  planAfresh,
  type RowEnd,
} from '@/lib/users/import/row-store';
import { isSamePerson } from '@/lib/users/import/settling-rules';
import type { Role, Utility } from '@/lib/utilities/utility';

/** People who are added in one transaction. */
const BATCH = 100;

/**
 * Adds the people of an import, batch by batch: accounts, events and what became of each line are one
 * transaction, so that whoever goes on after a crash adds nobody twice and forgets nobody.
 */
export async function addPeople(
  leased: Import,
  utility: Utility,
  now: () => Date,
  stopping?: AbortSignal,
): Promise<WorkEnd> {
  const scope = scopeOf(leased, utility, now);
  const pace = new Pace(stopping);
  for (;;) {
    const end = await inTransaction((tx) => addBatch(tx, scope, leased));
    if (end !== 'more') return end;
    if (stopping?.aborted) return 'left';
    await pace.rest();
  }
}

async function addBatch(tx: Database, scope: Scope, leased: Import): Promise<WorkEnd | 'more'> {
  const now = scope.now();
  if (!(await renewLease(tx, leased, now))) return 'left';
  // Who started it may have lost the role since.
  if (!(await mayAdminister(tx, scope))) {
    await end(tx, leased, 'stopped', now);
    return 'done';
  }
  await planAfresh(tx);
  const rows = await nextGoodRows(tx, leased, BATCH);
  if (rows.length === 0) {
    const { added } = (await findImport(tx, leased)) ?? leased;
    const { importId } = leased;
    await recordEvent(tx, scope, 'users.import_finished', null, { importId, added });
    await end(tx, leased, 'finished', now);
    return 'done';
  }
  const ends = await addRows(tx, scope, leased, rows);
  await endRows(tx, leased, ends);
  await countEnds(tx, leased, ends);
  return 'more';
}

async function addRows(
  tx: Database,
  scope: Scope,
  { importId }: Import,
  rows: readonly ImportRow[],
): Promise<RowEnd[]> {
  const { utilityId } = scope.utility;
  const people = rows.map((row) => accountOf(row, scope));
  // Two imports with the same people wait for each other, and do not deadlock.
  const inOrder = [...people].sort((one, other) =>
    one.account.usernameKey < other.account.usernameKey ? -1 : 1,
  );
  const added = await insertFreeAccounts(
    tx,
    inOrder.map(({ account }) => account),
  );
  const isAdded = ({ account }: (typeof people)[number]) => added.has(account.userId);
  // Guesses at the names from before they were anybody's are not these people's.
  await clearLocks(
    tx,
    utilityId,
    people.filter(isAdded).flatMap(({ lockKeys }) => lockKeys),
  );
  await recordEvents(
    tx,
    scope,
    'user.imported',
    people.filter(isAdded).map(({ account: { userId, username, signInMethod, roles } }) => ({
      subject: { userId, username },
      details: { signInMethod, roles: roles as Role[], importId },
    })),
  );
  const taken = people.filter((person) => !isAdded(person)).map(({ row }) => row.usernameKey);
  const occupants = await occupantsOf(tx, utilityId, taken);
  return people.map((person): RowEnd => {
    const { row, account } = person;
    const { number } = row;
    if (isAdded(person)) return { number, state: 'added', userId: account.userId, problems: [] };
    const occupant = occupants.get(row.usernameKey);
    if (occupant && isSamePerson({ ...row, roles: row.roles as Role[] }, occupant)) {
      return { number, state: 'present', userId: occupant.userId, problems: [] };
    }
    const problems = [{ column: 'username', code: 'username_taken' }];
    return { number, state: 'faulty', userId: null, problems };
  });
}

/** An account without a password of any kind: that is made when it is handed out. */
function accountOf(row: ImportRow, scope: Scope) {
  const { utilityId } = scope.utility;
  const { username, fullName, email, roles, signInMethod } = row;
  const keys = lockKeys(utilityId, username);
  const now = scope.now();
  const account = {
    utilityId,
    userId: randomUUID(),
    ...personColumns({ username, fullName, email }),
    roles,
    signInMethod,
    passwordSetAt: signInMethod === 'password' ? now : null,
    lockKey: keys[0],
    createdAt: now,
    updatedAt: now,
  };
  return { row, account, lockKeys: keys };
}

async function countEnds(tx: Database, leased: Import, ends: readonly RowEnd[]): Promise<void> {
  const count = (state: RowEnd['state']) => ends.filter((row) => row.state === state).length;
  const { utilityId, importId } = leased;
  await tx
    .update(userImports)
    .set({
      added: sql`${userImports.added} + ${count('added')}::int`,
      // A line that could be added and could not after all.
      good: sql`${userImports.good} - ${count('present') + count('faulty')}::int`,
      present: sql`${userImports.present} + ${count('present')}::int`,
      faulty: sql`${userImports.faulty} + ${count('faulty')}::int`,
    })
    .where(and(eq(userImports.utilityId, utilityId), eq(userImports.importId, importId)));
}

function end(tx: Database, leased: Import, state: 'finished' | 'stopped', now: Date) {
  return changeImport(tx, leased, { state, endedAt: now, leasedBy: null, leasedUntil: now });
}
