/** What the portal said of when the person was last asked for the password; seconds of its own clock. */
export interface Freshness {
  /** `auth_time`: a number where the portal gave one. */
  authTime: unknown;
  /** `iat`: when it made its answer. */
  issuedAt: number;
  /** Since when it must have asked, and when its answer came, in epoch milliseconds of our clock. */
  since: number;
  answeredAt: number;
}

export type FreshnessFault = 'auth_time_missing' | 'auth_time_old';

/** For clocks that count whole seconds, and a portal that notes the time before it answers. */
const SLACK_SECONDS = 5;

/**
 * Whether the person was asked for the password since we sent them to the portal, or since an earlier time. The age of their
 * authentication is taken from the portal's own clock, so that a clock that is off makes nothing fresh:
 * OpenID Connect Core 1.0 §3.1.2.1 (`prompt=login`, `max_age`) asks for it, and says that the client
 * must check, since a portal, or whoever edits the address on the way, may ignore it. Otherwise the
 * next person at a shared PC would walk in as the one before.
 */
export function freshnessFault(asked: Freshness): FreshnessFault | null {
  const { authTime, issuedAt, since, answeredAt } = asked;
  // 0 is what some portals write for «not known».
  if (typeof authTime !== 'number' || !(authTime > 0)) return 'auth_time_missing';
  const elapsedSeconds = (answeredAt - since) / 1000;
  const ageSeconds = issuedAt - authTime;
  // Some count milliseconds; a time that is yet to come says nothing of the past.
  if (ageSeconds < -SLACK_SECONDS) return 'auth_time_missing';
  return ageSeconds <= elapsedSeconds + SLACK_SECONDS ? null : 'auth_time_old';
}
