import { cookies } from 'next/headers';
import { z } from 'zod';
import { currentScope } from '@/lib/auth/current-scope';
import { hasSessionOver } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { requestContext } from '@/lib/request-context';
import { type LastSession, lastSessionOf } from '@/lib/sso/last-session';
import { openNote, sealNote } from '@/lib/sso/sealed-note';
import { lastSessionCookie } from '@/lib/sso/sso-cookies';

const note = z.object({
  sessionId: z.string(),
  /** Whether the portal still had to ask for a password when this session took the place of another. */
  portalOwes: z.boolean(),
});

/** What the portal must prove before anybody comes in by it. */
export interface Freshness {
  /** Since when it must have asked for the password; null for: again, now. */
  since: Date | null;
}

/**
 * What the portal must prove in this browser, or null for nothing. After an idle sign-out, an ended session,
 * or a sign-out that the portal did not confirm, its own session may still be somebody's who has left this
 * PC. The database tells how the last session here stands, whatever cookies went with it. Where the browser
 * came back from signing out at the portal, whoever has signed in there since is somebody new; whoever had
 * not really left is asked again.
 */
export async function freshnessNeeded(): Promise<Freshness | null> {
  if (!requestContext().utility.sso?.reauthAfterIdle) return null;
  const kept = await held();
  if (kept?.portalOwes) return { since: null };
  const last = await lastSession();
  if (!last) return (await hasSessionOver()) ? { since: null } : null;
  return last.state === 'active' ? null : { since: last.leftAt };
}

/** The last session of this browser at a utility with a portal, over or not; null where there was none. */
export async function lastSession(): Promise<LastSession | null> {
  const kept = await held();
  return kept && orUnavailable(() => lastSessionOf(currentScope(), kept.sessionId));
}

/**
 * Notes who has signed in here, before the browser forgets who had.
 * @param provedAtPortal whether the portal has just proved what it had to
 */
export async function rememberSession(
  sessionId: string,
  { provedAtPortal }: { provedAtPortal: boolean },
): Promise<void> {
  const { utility, domain } = requestContext();
  if (!utility.sso || utility.signIn === 'standalone') return;
  const portalOwes = !provedAtPortal && (await owesNow());
  const { name, options } = lastSessionCookie(domain);
  (await cookies()).set(name, sealNote(placeOf(name), { sessionId, portalOwes }), options);
}

/** Somebody from the portal, signed in or not, whom a password takes the place of, is still there. */
async function owesNow(): Promise<boolean> {
  if (await freshnessNeeded()) return true;
  return (await lastSession())?.isPortals ?? false;
}

async function held(): Promise<z.output<typeof note> | null> {
  const { name } = lastSessionCookie(requestContext().domain);
  const value = (await cookies()).get(name)?.value;
  return value ? (note.safeParse(openNote(placeOf(name), value)).data ?? null) : null;
}

function placeOf(name: string): string {
  return `sso last session ${requestContext().utility.utilityId} ${name}`;
}
