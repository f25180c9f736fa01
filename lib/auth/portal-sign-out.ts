import { cookies } from 'next/headers';
import { z } from 'zod';
import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { lastSession } from '@/lib/auth/last-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { forget } from '@/lib/auth/portal-attempts';
import { requestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { leaveLastSession } from '@/lib/sso/last-session';
import { endSessionAddress } from '@/lib/sso/oidc/end-session-address';
import { logoutAddress } from '@/lib/sso/saml/send-logout';
import { openNote, sealNote } from '@/lib/sso/sealed-note';
import { leaveCookie, reportCookie } from '@/lib/sso/sso-cookies';
import { randomSecret } from '@/lib/tokens';
import { portalConnection } from '@/lib/utilities/portal-rules';

const note = z.object({ sessionId: z.string(), state: z.string() });

/**
 * Before a session ends, or when a page of one that is over already sends its Sign out: forgets what a test
 * sign-in showed here, and notes which session the portal is to end.
 * @returns whether there is one, so that the browser goes there next
 */
export async function prepareLeaving(): Promise<boolean> {
  const { domain } = requestContext();
  await forget(reportCookie(domain));
  const sessionId = await portalSessionHere();
  if (!sessionId) return false;
  const { name, options } = leaveCookie(domain);
  const leaving = { sessionId, state: randomSecret() };
  (await cookies()).set(name, sealNote(placeOf(name), leaving), options);
  return true;
}

/** The session of this browser that began at the portal, and that the portal may still have. */
async function portalSessionHere(): Promise<string | null> {
  const session = await sessionIfAny();
  if (session) return session.person.method === 'sso' ? session.person.sessionId : null;
  const last = await lastSession();
  return last?.isPortals && !last.leftAt ? last.sessionId : null;
}

/** Where this browser signs out at the portal; null where it need not or cannot. */
export async function addressToLeaveBy(): Promise<string | null> {
  const leaving = await held();
  return leaving ? orUnavailable(() => addressAtPortal(currentScope(), leaving)) : null;
}

async function addressAtPortal(
  scope: Scope,
  { sessionId, state }: z.output<typeof note>,
): Promise<string | null> {
  const connection = portalConnection(scope.utility);
  switch (connection?.kind) {
    case 'oidc':
      return endSessionAddress(scope, connection, sessionId, state);
    case 'saml':
      return logoutAddress(scope, sessionId);
    default:
      return null;
  }
}

/** The portal has answered: there is nothing more that it is to end. */
export async function forgetLeaving(): Promise<void> {
  await forget(leaveCookie(requestContext().domain));
}

/**
 * The browser comes back from an OpenID provider, which says by it that it has ended its session; that it
 * really has is not believed where it matters (lib/auth/last-session).
 * @param state what the portal gives back; only who was sent there knows it
 * @returns whether this browser was sent there
 */
export async function hasLeft(state: string | null): Promise<boolean> {
  const leaving = await held();
  if (!leaving || state !== leaving.state) return false;
  await forgetLeaving();
  await orUnavailable(() => leaveLastSession(currentScope(), leaving.sessionId));
  return true;
}

async function held(): Promise<z.output<typeof note> | null> {
  const { name } = leaveCookie(requestContext().domain);
  const value = (await cookies()).get(name)?.value;
  return value ? (note.safeParse(openNote(placeOf(name), value)).data ?? null) : null;
}

function placeOf(name: string): string {
  return `sso leave ${requestContext().utility.utilityId} ${name}`;
}
