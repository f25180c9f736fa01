/** A moment by both clocks of a page. */
export interface Moment {
  /** Of `performance.now()`: nobody can set it, but it may stand still while a laptop sleeps. */
  steady: number;
  /** Of `Date.now()`: goes on in sleep, but can be set. */
  wall: number;
}

export function moment(): Moment {
  return { steady: performance.now(), wall: Date.now() };
}

export function momentAgo(agoMs: number): Moment {
  const { steady, wall } = moment();
  return { steady: steady - agoMs, wall: wall - agoMs };
}

const firstHad = new WeakMap<object, Moment>();

/**
 * When this browser first had what a page says. By the back button Next shows a page again as it was,
 * with the time that was left then.
 *
 * @param isFetched by script, and not with the document
 */
export function momentHad(said: object, isFetched: boolean): Moment {
  const at = firstHad.get(said) ?? (isFetched ? moment() : momentOfDocument());
  firstHad.set(said, at);
  return at;
}

/** When this document was asked for: nothing that it says of a time left was said before. */
function momentOfDocument(): Moment {
  const [navigation] = performance.getEntriesByType('navigation');
  const { requestStart = 0 } = (navigation ?? {}) as Partial<PerformanceNavigationTiming>;
  return momentAgo(Math.max(0, performance.now() - requestStart));
}

/**
 * How long ago a moment was, in milliseconds, by the clock that has gone on further: who sleeps through
 * the end must not find the page as they left it. A clock set forward only makes the page ask too early.
 */
export function elapsedMs({ steady, wall }: Moment): number {
  return Math.max(performance.now() - steady, Date.now() - wall);
}

/** By how much the two clocks have come apart since a moment: sleep, or a clock that was set. */
export function driftMs({ steady, wall }: Moment): number {
  return Math.abs(Date.now() - wall - (performance.now() - steady));
}
