import { signInFromPortal } from '@/lib/auth/portal-sign-in';
import { faultsIn } from '@/lib/sso/mapping-faults-rules';
import type { PortalArrival } from '@/lib/sso/portal-arrival';
import type { SsoFailure } from '@/lib/sso/sso-failure';

/** Signs in whom a portal's answer is about, where its attributes name somebody. */
export async function signInArrival(
  arrival: PortalArrival,
): Promise<{ kind: 'signed_in'; userId: string } | SsoFailure> {
  const { mapping, provider, portalSubject, issuedAt, portalSession, idToken, nameId } = arrival;
  if (!mapping.person) return { kind: 'refused', fault: 'attributes', detail: faultsIn(mapping) };
  const person = { provider, ...mapping.person };
  return signInFromPortal({ person, portalSubject, issuedAt, portalSession, idToken, nameId });
}
