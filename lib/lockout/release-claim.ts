import { setTimeout as sleep } from 'node:timers/promises';
import { db } from '@/lib/db';
import { CLAIM_LIFETIME_MS, type Claim, releaseClaim } from '@/lib/lockout/claim-store';
import { log } from '@/lib/log';

const RETRY_MS = 500;

/**
 * Releases a claim although the database is away at the moment, for as long as the claim lives: an
 * attempt that was never compared, or was right, must not count as failed because of an outage, or a
 * failover at the start of a shift would lock everybody who tried again.
 */
export async function releaseWhenPossible(claim: Claim): Promise<void> {
  const until = performance.now() + CLAIM_LIFETIME_MS;
  while (performance.now() < until) {
    try {
      await releaseClaim(db(), claim);
      return;
    } catch {
      await sleep(RETRY_MS, undefined, { ref: false });
    }
  }
  log().warn({ utility: claim.utilityId }, 'an attempt could not be released and counts as failed');
}
