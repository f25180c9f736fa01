import { cookies } from 'next/headers';
import { z } from 'zod';
import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { forget, nothingUnconfirmed, signedOutUnconfirmed } from '@/lib/auth/portal-attempts';
import { requestContext } from '@/lib/request-context';
import { endSessionAddress } from '@/lib/sso/oidc/end-session-address';
import { openNote, sealNote } from '@/lib/sso/sealed-note';
import { leaveCookie, reportCookie } from '@/lib/sso/sso-cookies';
import { randomSecret } from '@/lib/tokens';
import { oidcConnection } from '@/lib/utilities/portal-rules';

const note = z.object({ sessionId: z.string(), state: z.string() });

/**
 * Before a session ends: forgets what a test sign-in showed here, and notes that the portal has not ended its own yet, and which that is.
 * @returns whether the session began at the portal, so that the browser goes there next
 */
export async function prepareLeaving(): Promise<boolean> {
  await forget(reportCookie(requestContext().domain));
  const session = await sessionIfAny();
  if (session?.person.method !== 'sso') return false;
  await signedOutUnconfirmed();
  const { domain } = requestContext();
  const { name, options } = leaveCookie(domain);
  const leaving = { sessionId: session.person.sessionId, state: randomSecret() };
  (await cookies()).set(name, sealNote(placeOf(name), leaving), options);
  return true;
}

/** Where this browser signs out at the portal; null where it need not or cannot. */
export async function addressToLeaveBy(): Promise<string | null> {
  const leaving = await held();
  const scope = currentScope();
  const connection = oidcConnection(scope.utility);
  if (!leaving || !connection) return null;
  return orUnavailable(() =>
    endSessionAddress(scope, connection, leaving.sessionId, leaving.state),
  );
}

/**
 * The browser comes back from the portal.
 * @param state what the portal gives back; only who was sent there knows it
 * @returns whether the portal has ended the session that this browser was sent to end
 */
export async function hasLeft(state: string | null): Promise<boolean> {
  const leaving = await held();
  if (!leaving || state !== leaving.state) return false;
  await forget(leaveCookie(requestContext().domain));
  await nothingUnconfirmed();
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
