import type { SessionState } from '@/lib/session/session-policy';

/** The last session of a browser, as the database has it. */
export interface LastSession {
  sessionId: string;
  /** Null where the database has forgotten it. */
  userId: string | null;
  /**
   * How it stands: of those that were ended `signed_out` by the person and `ended_at_portal` by the portal's
   * own word; `forgotten` where the database knows nothing of it any more.
   */
  state: SessionState | 'signed_out' | 'ended_at_portal' | 'forgotten';
  /** Since when it is over, at the latest; null while it is not. */
  overAt: Date | null;
  /** Whether it began at the portal. */
  isPortals: boolean;
  /** When the browser came back from signing out at the portal. */
  leftAt: Date | null;
}

/** Since when a session is over of which nothing is known; the portal is told to ask then, and must have. */
export const NOBODY_KNOWS = new Date(0);

/** What the portal must prove before anybody comes in by it. */
export interface Freshness {
  /** Since when it must have asked for the password. */
  since: Date;
  /** Whether it is told to ask now, whenever that was. */
  again: boolean;
  /** Whether an answer that does not say when will do: the portal has said that its session is over. */
  lenient: boolean;
}

/**
 * What the portal must prove after a browser's last session, or null for nothing: who was asked for the
 * password since the session was over is somebody who has been here since. Where the page of that session
 * still stands the portal is told to ask, whatever has happened there meanwhile.
 *
 * @param isAtHand whether the browser still has the session's cookie
 */
export function freshnessAfter(
  { state, overAt, isPortals, leftAt }: LastSession,
  isAtHand: boolean,
): Freshness | null {
  if (state === 'active' || overAt === null) return null;
  if (leftAt) return { since: laterOf(leftAt, overAt), again: false, lenient: true };
  switch (state) {
    case 'ended_at_portal':
      return { since: overAt, again: false, lenient: true };
    case 'signed_out':
      // Whoever had a password of ours left nothing at the portal.
      return isPortals ? { since: overAt, again: true, lenient: false } : null;
    default:
      return { since: overAt, again: isAtHand, lenient: false };
  }
}

/** Both of two demands, either of which may be none. */
export function bothOf(one: Freshness | null, other: Freshness | null): Freshness | null {
  if (!one || !other) return one ?? other;
  return {
    since: laterOf(one.since, other.since),
    again: one.again || other.again,
    lenient: one.lenient && other.lenient,
  };
}

function laterOf(one: Date, other: Date): Date {
  return one > other ? one : other;
}
