import { and, eq } from 'drizzle-orm';
import { lastSignIns } from '@/drizzle/schema';
import { type Account, findAccountById, lockAccountRow } from '@/lib/accounts/account-store';
import { mayAdminister } from '@/lib/accounts/administrators';
import { type NewPassword, setPassword } from '@/lib/accounts/password-store';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, db, inTransaction } from '@/lib/db';
import { clearLock } from '@/lib/lockout/lockout-store';
import { hashQueue } from '@/lib/passwords/hash-queue';
import type { Scope } from '@/lib/scope';
import { nextCandidates } from '@/lib/users/import/hand-out-store';
import { findImport, type ImportKey } from '@/lib/users/import/import-store';
import { planAfresh } from '@/lib/users/import/row-store';
import { newTemporaryPasswordBehind } from '@/lib/users/new-temporary-password';

/** A line of a hand-out sheet: the one time that a password can be read. */
export interface HandedOut {
  fullName: string;
  username: string;
  password: string;
  expiresAt: Date;
}

export type SheetOutcome =
  | {
      kind: 'ready';
      /** Each is committed before it is given: what stands on paper works. @throws {SheetBrokeOff} */
      people: AsyncGenerator<HandedOut>;
    }
  | { kind: 'not_allowed' }
  | { kind: 'unknown_import' };

/** Who made the sheet may not do so any more. */
export class SheetBrokeOff extends Error {}

/** Asked for at a time. */
const PAGE = 200;

/**
 * Makes temporary passwords for the people of an import, one after the other as they are read, behind
 * everybody who signs in. Each can be read once; a sheet that broke off is made `again`, with new
 * passwords for those who have not signed in yet.
 *
 * Two sheets made at the same moment share the people between them: no password of a sheet is replaced
 * by one that was begun before it.
 */
export async function makeSheet(
  scope: Scope,
  importId: string,
  again: boolean,
): Promise<SheetOutcome> {
  const key = { utilityId: scope.utility.utilityId, importId };
  if (!(await mayAdminister(db(), scope))) return { kind: 'not_allowed' };
  if (!(await findImport(db(), key))) return { kind: 'unknown_import' };
  return { kind: 'ready', people: sheet(scope, key, again ? scope.now() : null) };
}

function pageOfCandidates(key: ImportKey, again: Date | null, after: number) {
  return inTransaction(async (tx) => {
    await planAfresh(tx);
    return nextCandidates(tx, key, again, after, PAGE);
  });
}

async function* sheet(scope: Scope, key: ImportKey, again: Date | null): AsyncGenerator<HandedOut> {
  const atOnce = hashQueue().placesBehind;
  let after = -1;
  for (;;) {
    const candidates = await pageOfCandidates(key, again, after);
    if (candidates.length === 0) return;
    while (candidates.length > 0) {
      const some = candidates.splice(0, atOnce);
      const handed = await Promise.all(
        some.map(({ userId }) => handOut(scope, key, userId, again)),
      );
      for (const person of handed) if (person) yield person;
      after = some.at(-1)?.number ?? after;
    }
  }
}

/** @returns null for whom there is no need any more */
async function handOut(
  scope: Scope,
  { importId }: ImportKey,
  userId: string,
  again: Date | null,
): Promise<HandedOut | null> {
  const { utilityId } = scope.utility;
  const account = await findAccountById(db(), utilityId, userId);
  if (!account) return null;
  const { shown, stored } = await newTemporaryPasswordBehind(scope, account);
  const current = await inTransaction(async (tx) => {
    if (!(await mayAdminister(tx, scope))) throw new SheetBrokeOff();
    const held = await lockAccountRow(tx, utilityId, userId);
    if (!held || !(await isToBeHandedOut(tx, held, again))) return null;
    await give(tx, scope, held, stored);
    await recordEvent(tx, scope, 'user.handed_out', held, {
      expiresAt: shown.expiresAt.toISOString(),
      importId,
    });
    return held;
  });
  if (!current) return null;
  const { fullName, username } = current;
  return { fullName, username, ...shown };
}

async function isToBeHandedOut(
  tx: Database,
  { utilityId, userId, signInMethod, disabledAt, passwordKind, passwordSetAt }: Account,
  again: Date | null,
): Promise<boolean> {
  if (signInMethod !== 'password' || disabledAt) return false;
  if (passwordKind === null) return true;
  if (passwordKind !== 'temporary' || !again || !passwordSetAt || passwordSetAt >= again)
    return false;
  const [signIn] = await tx
    .select({ at: lastSignIns.at })
    .from(lastSignIns)
    .where(and(eq(lastSignIns.utilityId, utilityId), eq(lastSignIns.userId, userId)));
  return !signIn?.at;
}

/** Guesses from before it are not at this password. */
async function give(
  tx: Database,
  scope: Scope,
  account: Account,
  password: NewPassword,
): Promise<void> {
  await setPassword(tx, account.utilityId, account.userId, password, scope.now());
  await clearLock(tx, account);
}
