import { mayAdminister } from '@/lib/accounts/administrators';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { changeImport, deleteFile, holdImport, type Import } from '@/lib/users/import/import-store';
import { inNameOf } from '@/lib/users/import/receive-import';

/** Why nothing was done. */
type NotDone =
  | { kind: 'not_allowed' }
  /** The utility has no import of this id. */
  | { kind: 'unknown_import' }
  /** It is not, or no longer, in a state in which that could be done; a second click finds this. */
  | { kind: 'not_now' };

export type StartOutcome = { kind: 'started' } | NotDone;
export type DiscardOutcome = { kind: 'discarded' } | NotDone;

/** Lets the people of a checked file be added, in the name of the scope's actor. One that stopped goes on. */
export function startImport(scope: Scope, importId: string): Promise<StartOutcome> {
  return onImport(scope, importId, ['checked', 'stopped'], async (tx, found) => {
    const now = scope.now();
    const named = { ...inNameOf(scope), startedAt: now, endedAt: null };
    await changeImport(tx, found, { state: 'importing', ...named, leasedUntil: now });
    const lines = found.good - found.added;
    await recordEvent(tx, scope, 'users.import_started', null, { importId, lines });
    return { kind: 'started' };
  });
}

/** Throws a file away of which nobody is to be added; the lines go by housekeeping. */
export function discardImport(scope: Scope, importId: string): Promise<DiscardOutcome> {
  return onImport(scope, importId, ['checking', 'checked', 'unreadable'], async (tx, found) => {
    await deleteFile(tx, found);
    await changeImport(tx, found, { state: 'discarded', endedAt: scope.now() });
    return { kind: 'discarded' };
  });
}

function onImport<T>(
  scope: Scope,
  importId: string,
  states: readonly Import['state'][],
  act: (tx: Database, found: Import) => Promise<T>,
): Promise<T | NotDone> {
  return inTransaction(async (tx) => {
    if (!(await mayAdminister(tx, scope))) return { kind: 'not_allowed' };
    const found = await holdImport(tx, { utilityId: scope.utility.utilityId, importId });
    if (!found) return { kind: 'unknown_import' };
    return states.includes(found.state) ? act(tx, found) : { kind: 'not_now' };
  });
}
