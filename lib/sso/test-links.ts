import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { hasTestLink, keepTestLink, takeTestLink } from '@/lib/sso/test-link-store';
import { randomSecret } from '@/lib/tokens';
import { canonicalOrigin } from '@/lib/utilities/utility';

export const TEST_LINK_MINUTES = 15;

export interface TestLink {
  address: string;
  expiresAt: Date;
}

/**
 * Makes a link to the test sign-in of the scope's utility, for somebody who cannot sign in yet: at a new
 * utility nobody can. It is good for one test within 15 minutes and opens nothing else; the database
 * holds its SHA-256 only.
 */
export async function makeTestLink({ utility, now }: Scope): Promise<TestLink> {
  const secret = randomSecret();
  const expiresAt = new Date(now().getTime() + TEST_LINK_MINUTES * 60_000);
  await keepTestLink(db(), utility.utilityId, secret, expiresAt);
  return { address: `${canonicalOrigin(utility)}/sso/test?link=${secret}`, expiresAt };
}

/** Whether a test may begin by this link. What only looks at the page (mail scanners, previews) uses nothing up. */
export function isTestLinkGood({ utility, now }: Scope, secret: string): Promise<boolean> {
  return hasTestLink(db(), utility.utilityId, secret, now());
}

/** Uses a link up. @returns whether it was good until then */
export function spendTestLink({ utility, now }: Scope, secret: string): Promise<boolean> {
  return takeTestLink(db(), utility.utilityId, secret, now());
}
