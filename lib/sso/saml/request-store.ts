import { createHash } from 'node:crypto';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { samlRequests } from '@/drizzle/schema';
import type { Database } from '@/lib/db';

/** What was asked of a SAML portal. */
export interface SentRequest {
  kind: 'sign_in' | 'test' | 'logout';
  /** Whom it went to, as identities name it. */
  provider: string;
  /** Of a logout: the session here that is to end there too. */
  sessionId: string | null;
  sentAt: Date;
  expiresAt: Date;
}

/** A request that was found by its ID. */
export interface FoundRequest extends SentRequest {
  isAnswered: boolean;
  /** Whether this is the RelayState that went with it. */
  hasRelayState(relayState: string): boolean;
}

/** Notes a request before the browser leaves with it. Of its ID and RelayState only hashes are kept. */
export async function keepRequest(
  tx: Database,
  utilityId: string,
  { id, relayState }: { id: string; relayState: string },
  request: SentRequest,
): Promise<void> {
  const hashes = { idHash: hashOf(id), relayStateHash: hashOf(relayState) };
  await tx.insert(samlRequests).values({ utilityId, ...hashes, ...request });
}

/** The utility's request of this ID that may still be answered, or was; null where there is none. */
export async function findRequest(
  tx: Database,
  utilityId: string,
  id: string,
  now: Date,
): Promise<FoundRequest | null> {
  const [row] = await tx
    .select()
    .from(samlRequests)
    .where(
      and(
        eq(samlRequests.utilityId, utilityId),
        eq(samlRequests.idHash, hashOf(id)),
        gt(samlRequests.expiresAt, now),
      ),
    );
  if (!row) return null;
  const { kind, provider, sessionId, sentAt, expiresAt, answeredAt, relayStateHash } = row;
  return {
    kind,
    provider,
    sessionId,
    sentAt,
    expiresAt,
    isAnswered: answeredAt !== null,
    hasRelayState: (relayState) => hashOf(relayState).equals(relayStateHash),
  };
}

/** How a request's browser is known by its cookie: of what goes to the portal and back, only a hash. */
export function requestName(id: string): string {
  return hashOf(id).toString('base64url');
}

/** The utility's request that went out with this RelayState and may still be answered; null where none did. */
export async function findByRelayState(
  tx: Database,
  utilityId: string,
  relayState: string,
  now: Date,
): Promise<(Pick<SentRequest, 'kind'> & { name: string }) | null> {
  const [row] = await tx
    .select({ kind: samlRequests.kind, idHash: samlRequests.idHash })
    .from(samlRequests)
    .where(
      and(
        eq(samlRequests.utilityId, utilityId),
        eq(samlRequests.relayStateHash, hashOf(relayState)),
        gt(samlRequests.expiresAt, now),
      ),
    );
  return row ? { kind: row.kind, name: row.idHash.toString('base64url') } : null;
}

/**
 * Uses a request up, in the transaction of what its answer brings: of several answers at once, on any number
 * of servers, one is the first.
 * @returns whether this was the first
 */
export async function answerRequest(
  tx: Database,
  utilityId: string,
  id: string,
  now: Date,
): Promise<boolean> {
  const answered = await tx
    .update(samlRequests)
    .set({ answeredAt: now })
    .where(
      and(
        eq(samlRequests.utilityId, utilityId),
        eq(samlRequests.idHash, hashOf(id)),
        isNull(samlRequests.answeredAt),
        gt(samlRequests.expiresAt, now),
      ),
    )
    .returning({ kind: samlRequests.kind });
  return answered.length > 0;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
