import { sql } from 'drizzle-orm';
import { type ChainFault, ChainReader, type LoggedHead } from '@/lib/audit/chain-reader';
import {
  type ChainMonth,
  chainMonths,
  monthsGoneUntold,
  sealsAfter,
  sealsBefore,
  unknownToChain,
  waitingEvents,
  waitingWithoutEvent,
} from '@/lib/audit/chain-store';
import { inTransaction } from '@/lib/db';

/** How many seals are read at a time. */
const PAGE = 2_000;
/** A chain with more faults than this is told of by their number. */
const MOST_FAULTS = 1_000;

export interface ChainReport {
  utilityId: string;
  /** The last seal; `at` is when its event happened, or null where that is dropped or missing. */
  sealedUpTo: { number: bigint; hash: string; at: Date | null } | null;
  /** Events that are committed and not yet sealed. */
  waiting: number;
  /** When the first of them happened: seconds ago, or no server seals. */
  waitingSince: Date | null;
  /** Months that are gone from the list, of which the ends stay. */
  droppedMonths: string[];
  /** The first of them. */
  faults: ChainFault[];
  faultCount: number;
}

/**
 * Reads a utility's whole audit list as it stands at one moment and holds it against its chain: from
 * the end of the last dropped month on, numbers without a gap, the hash of every event, the ends of
 * months, and no event that the chain does not know and the queue does not name.
 *
 * What it cannot see by itself is a chain that was made anew from some event on to its end: give it
 * a head from the log.
 */
export function verifyChain(utilityId: string, head: LoggedHead | null): Promise<ChainReport> {
  return inTransaction(async (tx) => {
    await tx.execute(sql`set transaction isolation level repeatable read, read only`);
    await tx.execute(sql`set local statement_timeout = 0`);
    // A row at a time is never right for whole lists, whatever the planner believes of their length.
    await tx.execute(sql`set local enable_nestloop = off`);
    const faults: ChainFault[] = [];
    let faultCount = 0;
    const tell = (fault: ChainFault) => {
      faultCount += 1;
      if (faults.length < MOST_FAULTS) faults.push(fault);
    };
    const months: ChainMonth[] = await chainMonths(tx, utilityId);
    const reader = new ChainReader(utilityId, months, head, tell);
    for (const left of await sealsBefore(tx, utilityId, reader.start, MOST_FAULTS)) {
      tell({ kind: 'seal_of_dropped_month', ...left });
    }
    for (;;) {
      const page = await sealsAfter(tx, utilityId, reader.last.number, PAGE);
      for (const link of page) reader.read(link);
      if (page.length < PAGE) break;
    }
    reader.end();
    for (const eventId of await unknownToChain(tx, utilityId, MOST_FAULTS)) {
      tell({ kind: 'slipped_in', eventId });
    }
    for (const eventId of await waitingWithoutEvent(tx, utilityId, MOST_FAULTS)) {
      tell({ kind: 'waiting_event_missing', eventId });
    }
    for (const month of await monthsGoneUntold(tx, utilityId)) {
      tell({ kind: 'month_gone_untold', month });
    }
    const waiting = await waitingEvents(tx, utilityId);
    const { number, hash, at } = reader.last;
    return {
      utilityId,
      sealedUpTo: number > 0n ? { number, hash: hash.toString('hex'), at } : null,
      waiting: waiting.count,
      waitingSince: waiting.since,
      droppedMonths: months.filter(({ droppedAt }) => droppedAt).map(({ month }) => month),
      faults,
      faultCount,
    };
  });
}
