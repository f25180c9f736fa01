import ipaddr from 'ipaddr.js';

const SECONDS = 1000;
const MINUTES = 60 * SECONDS;
const DAYS = 24 * 60 * MINUTES;

/** Failed sign-ins allowed in the window before the pace slows. */
export const SIGN_IN_THROTTLE = {
  windowMs: 10 * MINUTES,
  perAddress: 30,
  perUtility: 300,
  /** Between attempts of one address, once slowed. */
  paceMs: 10 * SECONDS,
  /** An address from which somebody signed in this recently is not slowed for others' failures. */
  knownAddressMs: 30 * DAYS,
};

/** What the store counted (lib/throttle/throttle-store). */
export interface RecentFailures {
  /** Failures of this address in the window; counting may stop at the limit. */
  ofAddress: number;
  lastOfAddress: Date | null;
  /** Failures at the whole utility in the window; counting may stop at the limit. */
  ofUtility: number;
  addressIsKnown: boolean;
}

export type ThrottleDecision = { kind: 'free' } | { kind: 'wait'; seconds: number };

/**
 * Whether an attempt may be compared now. Slows a list of names or passwords being run from one
 * address, and one being run from many, without keeping a call centre's five hundred people out.
 */
export function throttleDecision(recent: RecentFailures, now: Date): ThrottleDecision {
  const slowed =
    recent.ofAddress >= SIGN_IN_THROTTLE.perAddress ||
    (recent.ofUtility >= SIGN_IN_THROTTLE.perUtility && !recent.addressIsKnown);
  if (!slowed || !recent.lastOfAddress) return { kind: 'free' };
  const waitMs = recent.lastOfAddress.getTime() + SIGN_IN_THROTTLE.paceMs - now.getTime();
  return waitMs > 0 ? { kind: 'wait', seconds: Math.ceil(waitMs / SECONDS) } : { kind: 'free' };
}

/** What stands for a client's address: an IPv4 address, or an IPv6 /64, which one client holds whole. */
export function addressKey(clientAddress: string): string {
  if (!ipaddr.isValid(clientAddress)) return 'unknown';
  const address = ipaddr.process(clientAddress);
  if (address.kind() === 'ipv4') return address.toString();
  const network = address.toByteArray().slice(0, 8);
  return `${ipaddr.fromByteArray([...network, 0, 0, 0, 0, 0, 0, 0, 0]).toString()}/64`;
}
