import type { Actor, Scope } from '@/lib/scope';
import type { Utility } from '@/lib/utilities/utility';

/** When tests happen that do not say when. */
export const NOON = new Date('2026-03-02T12:00:00.000Z');

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** {@link NOON} and so many milliseconds. */
export function noonPlus(ms: number): Date {
  return new Date(NOON.getTime() + ms);
}

interface ScopeOptions {
  now?: Date | (() => Date);
  clientAddress?: string | null;
  actor?: Actor;
  userAgent?: string;
}

/** The scope of a use case: nobody in particular, from one address, at noon, unless said otherwise. */
export function testScope(utility: Utility, options: ScopeOptions = {}): Scope {
  const { now = NOON } = options;
  return {
    utility,
    actor: options.actor ?? { kind: 'nobody' },
    clientAddress: options.clientAddress === undefined ? '198.51.100.7' : options.clientAddress,
    userAgent: options.userAgent ?? 'Test browser',
    requestId: 'test-request',
    now: typeof now === 'function' ? now : () => now,
  };
}

/** The same scope `ms` milliseconds after noon. */
export function later(scope: Scope, ms: number): Scope {
  return { ...scope, now: () => noonPlus(ms) };
}
