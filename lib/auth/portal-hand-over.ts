import { AsyncLocalStorage } from 'node:async_hooks';
import type { User } from 'next-auth';
import { processWide } from '@/lib/process-wide';

/** What `authorize` hands to `encode` through NextAuth's user and token. */
export interface SignedIn extends User {
  sessionSecret: string;
}

/**
 * Whom a portal's answer has let in, on the way from the redirect address through NextAuth, which
 * opens their session as it does everybody's. It never leaves this process and this request: there is
 * no value that somebody could post to NextAuth in its place.
 */
const handOver = () => processWide('portal-sign-in', () => new AsyncLocalStorage<SignedIn>());

export function handingOver<T>(signedIn: SignedIn, run: () => Promise<T>): Promise<T> {
  return handOver().run(signedIn, run);
}

export function handedOver(): SignedIn | undefined {
  return handOver().getStore();
}
