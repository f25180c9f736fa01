import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { metrics } from '@/lib/metrics';
import { CERTIFICATE_OF, certificateEnds } from '@/lib/sso/expiring-certificates-rules';
import { samlDeadlines, type UtilityDeadlines } from '@/lib/sso/expiring-certificates-store';

/**
 * Reads into the metrics how long certificates and metadata of SAML portals last, and how long ago metadata was
 * last found good; unknown while the database is away. Nothing of what is only prepared.
 */
export async function measureSaml(now: Date): Promise<void> {
  try {
    const found = await samlDeadlines(db());
    forget();
    for (const one of found) {
      if (one.isInUse) measure(one, now);
    }
  } catch (error) {
    log().warn({ err: error }, 'the certificates and metadata of SAML cannot be measured');
    forget();
  }
}

function measure({ utilityId: utility, foundGoodAt, deadlines }: UtilityDeadlines, now: Date) {
  const { samlCertificateExpiry, samlMetadataValidity, samlMetadataAge } = metrics();
  const ends = certificateEnds(deadlines);
  for (const whose of CERTIFICATE_OF) {
    const end = ends[whose];
    if (end) samlCertificateExpiry.set({ utility, whose }, secondsBetween(now, end));
  }
  const { description } = deadlines;
  if (description) {
    samlMetadataValidity.set({ utility }, secondsBetween(now, description.validUntil));
  }
  if (foundGoodAt) samlMetadataAge.set({ utility }, secondsBetween(foundGoodAt, now));
}

function forget(): void {
  const { samlCertificateExpiry, samlMetadataValidity, samlMetadataAge } = metrics();
  for (const gauge of [samlCertificateExpiry, samlMetadataValidity, samlMetadataAge]) gauge.reset();
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
