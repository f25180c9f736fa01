import type { Utility } from '@/lib/utilities/utility';

/** Who acts. */
export type Actor =
  | { kind: 'nobody' }
  | { kind: 'person'; userId: string; username: string; sessionId: string }
  | { kind: 'operator' }
  | { kind: 'system' };

/** Somebody who is signed in. */
export type PersonActor = Extract<Actor, { kind: 'person' }>;

/**
 * The first argument of every use case: in which utility, who, from where, in which request, and
 * when. Nothing below the pages reads an ambient utility or a clock; tests move time by passing
 * another `now`.
 */
export interface Scope {
  utility: Utility;
  actor: Actor;
  /** The client's IP address; null for the operator's command line. */
  clientAddress: string | null;
  userAgent: string;
  requestId: string;
  /** A function, because a sign-in may wait seconds between its claim and its outcome. */
  now(): Date;
}
