import { mayAdminister } from '@/lib/accounts/administrators';
import { recordEvent } from '@/lib/audit/record-event';
import type { StoredEvent } from '@/lib/audit/seal-rules';
import { placesFrom, type Wanted } from '@/lib/audit-list/audit-list-store';
import type { Filter, Place } from '@/lib/audit-list/filter-rules';
import { inOrder, wantedBy } from '@/lib/audit-list/list-events';
import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** How many events are in memory at a time. */
const PAGE = 500;

export type ExportOutcome =
  /** Pages of the filtered list, newest first; each is read when it is asked for. */
  { kind: 'begun'; pages: AsyncGenerator<StoredEvent[], void> } | { kind: 'not_allowed' };

/**
 * Begins an export of what the filter asks for; it is recorded before anything is read, whether or not
 * somebody waits for its end.
 */
export function exportEvents(
  scope: Scope,
  filter: Filter,
  format: 'csv' | 'json',
): Promise<ExportOutcome> {
  return inTransaction(async (tx) => {
    if (!(await mayAdminister(tx, scope))) return { kind: 'not_allowed' };
    await recordEvent(tx, scope, 'audit.exported', null, { format });
    const wanted = await wantedBy(tx, scope.utility.utilityId, filter);
    return { kind: 'begun', pages: pagesOf(wanted) };
  });
}

async function* pagesOf(wanted: Wanted): AsyncGenerator<StoredEvent[], void> {
  let from: Place | null = null;
  for (;;) {
    const places: Place[] = await placesFrom(db(), wanted, 'older', from, PAGE);
    yield await inOrder(db(), wanted, places);
    from = places.at(-1) ?? null;
    if (!from || places.length < PAGE) return;
  }
}
