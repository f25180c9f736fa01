import { cookies } from 'next/headers';
import { z } from 'zod';
import { currentScope } from '@/lib/auth/current-scope';
import { hasSessionOver } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { requestContext } from '@/lib/request-context';
import { lastSessionOf } from '@/lib/sso/last-session';
import {
  bothOf,
  type Freshness,
  freshnessAfter,
  type LastSession,
  NOBODY_KNOWS,
} from '@/lib/sso/last-session-rules';
import { openNote, sealNote } from '@/lib/sso/sealed-note';
import { lastSessionCookie } from '@/lib/sso/sso-cookies';

const note = z.object({
  sessionId: z.string(),
  /** When it began; this and the next in epoch milliseconds. */
  openedAt: z.number(),
  /** Since when the portal owed a password as this session took another one's place; null for not. */
  owedSince: z.number().nullable(),
});

/**
 * What the portal must prove in this browser, or null for nothing. After an idle sign-out, an ended session,
 * or a sign-out that the portal did not confirm, its own session may still be somebody's who has left this
 * PC. The database tells how the last session here stands, whatever cookies went with it.
 */
export async function freshnessNeeded(): Promise<Freshness | null> {
  if (!requestContext().utility.sso?.reauthAfterIdle) return null;
  const isAtHand = await hasSessionOver();
  const kept = await held();
  const last = await lastSession();
  if (!kept || !last) {
    return isAtHand ? { since: NOBODY_KNOWS, again: true, lenient: false } : null;
  }
  const { owedSince } = kept;
  const owed = owedSince === null ? null : { since: new Date(owedSince), again: false };
  return bothOf(freshnessAfter(last, isAtHand), owed && { ...owed, lenient: false });
}

/** The last session of this browser at a utility with a portal, over or not; null where there was none. */
export function lastSession(): Promise<LastSession | null> {
  const request = requestContext();
  const known = looks.get(request) ?? look();
  looks.set(request, known);
  return known;
}

/** One look a request, however many ask: React's own memory is for pages alone. */
const looks = new WeakMap<object, Promise<LastSession | null>>();

async function look(): Promise<LastSession | null> {
  const kept = await held();
  if (!kept) return null;
  const { sessionId, openedAt } = kept;
  return orUnavailable(() => lastSessionOf(currentScope(), sessionId, new Date(openedAt)));
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
  const openedAt = currentScope().now().getTime();
  const owedSince = provedAtPortal ? null : await sinceWhenOwed(openedAt);
  const { name, options } = lastSessionCookie(domain);
  const kept = { sessionId, openedAt, owedSince };
  (await cookies()).set(name, sealNote(placeOf(name), kept), options);
}

/** A password takes the place of somebody from the portal, who is still signed in there. */
async function sinceWhenOwed(now: number): Promise<number | null> {
  const needed = await freshnessNeeded();
  if (needed) return needed.lenient ? null : needed.since.getTime();
  const last = await lastSession();
  return last?.state === 'active' && last.isPortals ? now : null;
}

async function held(): Promise<z.output<typeof note> | null> {
  const { name } = lastSessionCookie(requestContext().domain);
  const value = (await cookies()).get(name)?.value;
  return value ? (note.safeParse(openNote(placeOf(name), value)).data ?? null) : null;
}

function placeOf(name: string): string {
  return `sso last session ${requestContext().utility.utilityId} ${name}`;
}
