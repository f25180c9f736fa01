import type { ChainLink, ChainMonth } from '@/lib/audit/chain-store';
import { chainOrigin, sealHash } from '@/lib/audit/seal-rules';

/** What does not fit in a utility's audit list. */
export type ChainFault =
  /** Numbers that no seal has. */
  | { kind: 'seals_missing'; from: bigint; to: bigint }
  | { kind: 'event_missing'; number: bigint; eventId: bigint }
  /** The hash is not that of the event at this place: the event, the seal or their order was changed. */
  | { kind: 'changed'; number: bigint; eventId: bigint }
  /** A seal in another month than the one that its number belongs to. */
  | { kind: 'wrong_month'; number: bigint; eventId: bigint }
  /** A month does not begin where the one before it ends, or was dropped before an earlier one. */
  | { kind: 'month_out_of_place'; month: string }
  /** A month was dropped, and no event tells of it. */
  | { kind: 'month_gone_untold'; month: string }
  /** A month's last hash is not that of its last number. */
  | { kind: 'month_end_differs'; month: string; number: bigint }
  | { kind: 'seal_of_dropped_month'; number: bigint; eventId: bigint }
  /** An event that was neither sealed nor queued: inserted behind the triggers. */
  | { kind: 'slipped_in'; eventId: bigint }
  | { kind: 'waiting_event_missing'; eventId: bigint }
  /** The log has a head that the chain does not reach, or had with another hash. */
  | { kind: 'head_missing'; number: bigint }
  | { kind: 'head_differs'; number: bigint }
  /** The head stands inside a dropped month, of which only the end is known. */
  | { kind: 'head_dropped'; number: bigint };

/** A head as the log told it. */
export interface LoggedHead {
  number: bigint;
  hash: Buffer;
}

/** Holds the links of one chain, read in order, against each other and the months. */
export class ChainReader {
  /** The first number that was not dropped. */
  readonly start: bigint;
  last: { number: bigint; hash: Buffer; at: Date | null };
  readonly #months: readonly ChainMonth[];
  #sought: LoggedHead | null;
  /** Whether the link before is known, so that this one can be computed. */
  #previousKnown = true;
  readonly #tell: (fault: ChainFault) => void;

  constructor(
    utilityId: string,
    months: readonly ChainMonth[],
    head: LoggedHead | null,
    tell: (fault: ChainFault) => void,
  ) {
    this.#tell = tell;
    this.#sought = head;
    this.#checkMonths(months);
    const dropped = months.filter(({ droppedAt }) => droppedAt);
    this.#months = months.filter(({ droppedAt }) => !droppedAt);
    const end = dropped.at(-1);
    this.last = end
      ? { number: end.lastNumber, hash: end.lastHash, at: null }
      : { number: 0n, hash: chainOrigin(utilityId), at: null };
    this.start = this.last.number + 1n;
    for (const { lastNumber, lastHash } of dropped) this.#compareHead(lastNumber, lastHash);
  }

  read({ number, eventId, month, hash, event }: ChainLink): void {
    const place = { number, eventId };
    if (number !== this.last.number + 1n) this.#gap(number - 1n);
    if (!event) this.#tell({ kind: 'event_missing', ...place });
    // After a gap there is nothing to compute with; the next one rests on this hash.
    else if (this.#previousKnown && !sealHash(this.last.hash, number, event).equals(hash)) {
      this.#tell({ kind: 'changed', ...place });
    }
    this.#previousKnown = true;
    const of = this.#months.find((one) => one.month === month);
    if (!of || number < of.firstNumber || number > of.lastNumber) {
      this.#tell({ kind: 'wrong_month', ...place });
    } else if (number === of.lastNumber && !of.lastHash.equals(hash)) {
      this.#tell({ kind: 'month_end_differs', month, number });
    }
    this.#compareHead(number, hash);
    this.last = { number, hash, at: event?.at ?? null };
  }

  /** Call it when there are no more links. */
  end(): void {
    const end = this.#months.at(-1)?.lastNumber ?? 0n;
    if (end > this.last.number) this.#gap(end);
    const number = this.#sought?.number;
    if (number === undefined) return;
    this.#tell({ kind: number < this.start ? 'head_dropped' : 'head_missing', number });
  }

  #gap(to: bigint): void {
    this.#tell({ kind: 'seals_missing', from: this.last.number + 1n, to });
    this.#previousKnown = false;
  }

  #compareHead(number: bigint, hash: Buffer): void {
    if (this.#sought?.number !== number) return;
    if (!this.#sought.hash.equals(hash)) this.#tell({ kind: 'head_differs', number });
    this.#sought = null;
  }

  #checkMonths(months: readonly ChainMonth[]): void {
    let before: Pick<ChainMonth, 'lastNumber' | 'droppedAt'> | undefined;
    for (const { month, firstNumber, lastNumber, droppedAt } of months) {
      const follows = firstNumber === (before?.lastNumber ?? 0n) + 1n && lastNumber >= firstNumber;
      const droppedInTurn = !droppedAt || !before || before.droppedAt;
      if (!follows || !droppedInTurn) this.#tell({ kind: 'month_out_of_place', month });
      before = { lastNumber, droppedAt };
    }
  }
}
