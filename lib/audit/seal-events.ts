import { chainOrigin, type StoredEvent, sealHash, sealMonth } from '@/lib/audit/seal-rules';
import {
  addSeals,
  type ChainHead,
  chainHead,
  doneWaiting,
  eraseTrail,
  eventsById,
  nextUnsealed,
  type Seal,
  sealedAmong,
  tryHoldChain,
  utilitiesWithUnsealed,
  utilityExists,
} from '@/lib/audit/seal-store';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { afterCommit, type Database, db, inTransaction } from '@/lib/db';
import { log } from '@/lib/log';

/** How many events one transaction seals. */
const BATCH = 1_000;

/**
 * Numbers and chains every committed event that waits for it, utility by utility. Any number of
 * servers may do so at once: a chain is in one server's hands at a time, and the others pass by.
 *
 * Events are sealed after they happened, so that no sign-in waits for the chain; what happens between
 * the two is shown by the queue, which names every event that was written.
 */
export async function sealEvents(now: () => Date, stopping?: AbortSignal): Promise<void> {
  for (const utilityId of await utilitiesWithUnsealed(db())) {
    try {
      await sealAll(utilityId, now, stopping);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      // One chain that cannot go on keeps no other from going on.
      log().warn({ err: error, utility: utilityId }, 'an audit list could not be sealed');
    }
    if (stopping?.aborted) return;
  }
}

async function sealAll(utilityId: string, now: () => Date, stopping?: AbortSignal): Promise<void> {
  let after: bigint | null = 0n;
  while (after !== null && !stopping?.aborted) after = await sealBatch(utilityId, after, now);
}

/** @returns the id after which there may be more to seal, and it is for this server to do; or null */
function sealBatch(utilityId: string, after: bigint, now: () => Date): Promise<bigint | null> {
  return inTransaction(async (tx) => {
    if (!(await tryHoldChain(tx, utilityId))) return null;
    if (!(await utilityExists(tx, utilityId))) {
      // Written while the utility was being removed.
      await eraseTrail(tx, utilityId);
      return null;
    }
    const waiting = await nextUnsealed(tx, utilityId, after, BATCH);
    const events = await eventsById(tx, utilityId, waiting);
    // What was queued a second time.
    const sealed = await sealedAmong(tx, utilityId, waiting);
    const unsealed = events.filter(({ eventId }) => !sealed.has(eventId));
    await addToChain(tx, await chainHead(tx, utilityId), unsealed, now());
    // An event that is gone before it was sealed stays in the queue, to be seen.
    const found = events.map(({ eventId }) => eventId);
    await doneWaiting(tx, utilityId, found);
    return waiting.length === BATCH ? (waiting.at(-1) ?? null) : null;
  });
}

async function addToChain(
  tx: Database,
  head: ChainHead | null,
  events: readonly StoredEvent[],
  now: Date,
): Promise<void> {
  const month = sealMonth(now, head?.month ?? null);
  const seals: Seal[] = [];
  for (const event of events) {
    const { utilityId, eventId } = event;
    const previous = seals.at(-1) ?? head ?? { number: 0n, hash: chainOrigin(utilityId) };
    const number = previous.number + 1n;
    seals.push({ utilityId, eventId, number, month, hash: sealHash(previous.hash, number, event) });
  }
  await addSeals(tx, seals);
  const last = seals.at(-1);
  if (last) afterCommit(tx, () => tellHead(last));
}

/** Where whoever rewrites the database does not reach: `csi audit verify --head` compares with it. */
function tellHead({ utilityId: utility, number, hash }: Seal): void {
  const head = `${number}:${hash.toString('hex')}`;
  log().info({ utility, head }, 'audit list sealed');
}
