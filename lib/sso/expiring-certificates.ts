import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import {
  CERTIFICATE_OF,
  certificateEnds,
  certificatesRunningOut,
  type RunningOut,
} from '@/lib/sso/expiring-certificates-rules';
import { samlDeadlines } from '@/lib/sso/expiring-certificates-store';
import { samlConnection } from '@/lib/utilities/portal-rules';

/**
 * For the utility's administrators: the last certificate that their SAML portal signs with is over or will
 * be within thirty days. Null where a newer one is published, since then nobody needs to act.
 */
export async function portalCertificateRunningOut({
  utility,
  now,
}: Scope): Promise<RunningOut | null> {
  if (!samlConnection(utility)) return null;
  const [found] = await samlDeadlines(db(), utility.utilityId);
  const running = found ? certificatesRunningOut(found.deadlines, now()) : [];
  return running.find(({ whose, hasSuccessor }) => whose === 'portal' && !hasSuccessor) ?? null;
}

/** Reads into the metrics how long the certificates last; unknown while the database is away. */
export async function measureCertificates(now: Date): Promise<void> {
  const { samlCertificateExpiry } = metrics();
  try {
    const found = await samlDeadlines(db());
    samlCertificateExpiry.reset();
    for (const { utilityId: utility, isInUse, deadlines } of found) {
      if (!isInUse) continue;
      const ends = certificateEnds(deadlines);
      for (const whose of CERTIFICATE_OF) {
        const end = ends[whose];
        if (end) samlCertificateExpiry.set({ utility, whose }, secondsBetween(now, end));
      }
    }
  } catch (error) {
    log().warn({ err: error }, 'the certificates cannot be measured');
    samlCertificateExpiry.reset();
  }
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
