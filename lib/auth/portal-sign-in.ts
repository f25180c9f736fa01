import { endIfAnswerIsLost } from '@/lib/auth/answer-lost';
import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { rememberSession } from '@/lib/auth/last-session';
import { nextAuth } from '@/lib/auth/next-auth';
import { handingOver } from '@/lib/auth/portal-hand-over';
import { dropSessionCookieExpiry } from '@/lib/auth/session-cookies';
import { type Arriving, admitPerson } from '@/lib/sso/admit-person';
import type { SsoFailure } from '@/lib/sso/sso-failure';

/**
 * Signs in somebody for whom the portal vouches, through NextAuth, and sets the cookie. Whatever the portal
 * had to prove of them, it has proved.
 */
export async function signInFromPortal(
  arriving: Arriving,
): Promise<{ kind: 'signed_in'; userId: string } | SsoFailure> {
  const before = await sessionIfAny();
  const outcome = await admitPerson(currentScope(), arriving, before?.scope ?? null);
  if (outcome.kind !== 'signed_in') return outcome;
  const { account, sessionId, sessionSecret } = outcome;
  const { userId, username } = account;
  await rememberSession(sessionId, { provedAtPortal: true });
  endIfAnswerIsLost(currentScope({ kind: 'person', userId, username, sessionId }));
  await handingOver({ id: userId, name: account.fullName, sessionSecret }, () =>
    nextAuth.signIn('portal', { redirect: false, redirectTo: '/' }),
  );
  await dropSessionCookieExpiry();
  return { kind: 'signed_in', userId };
}
