import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { nextAuth } from '@/lib/auth/next-auth';
import { handingOver } from '@/lib/auth/portal-hand-over';
import { dropSessionCookieExpiry } from '@/lib/auth/session-cookies';
import { type Arriving, admitPerson } from '@/lib/sso/admit-person';
import type { SsoFailure } from '@/lib/sso/sso-failure';

/**
 * Signs in somebody for whom the portal vouches, through NextAuth, and sets the cookie.
 * @returns null when signed in, else why not
 */
export async function signInFromPortal(arriving: Arriving): Promise<SsoFailure | null> {
  const before = await sessionIfAny();
  const outcome = await admitPerson(currentScope(), arriving, before?.scope ?? null);
  if (outcome.kind === 'not_admitted') return outcome;
  const { account, sessionSecret } = outcome;
  const signedIn = { id: account.userId, name: account.fullName, sessionSecret };
  await handingOver(signedIn, () =>
    nextAuth.signIn('portal', { redirect: false, redirectTo: '/' }),
  );
  await dropSessionCookieExpiry();
  return null;
}
