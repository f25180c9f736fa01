import { setTimeout as sleep } from 'node:timers/promises';
import type { PortalVisits } from '@/bench/portal-visits';

/** What came of asking to sign in, where no sign-in began. */
export interface Refused {
  status: number;
  retryAfter: string | undefined;
  /** Whether it is the page that tries again. */
  triesAgain: boolean;
  ms: number;
}

export interface Waited {
  refused: Refused[];
  /** When the sign-in began, by `performance.now()`; null when the person gave up. */
  begunAt: number | null;
}

/** A person who asks to sign in, and stays on the page that tries again until it leads on. */
export async function waitOnPage(visits: PortalVisits, patienceMs: number): Promise<Waited> {
  const refused: Refused[] = [];
  const givesUpAt = performance.now() + patienceMs;
  let due = performance.now();
  while (due < givesUpAt) {
    await sleep(Math.max(0, due - performance.now()));
    const start = performance.now();
    const { status, headers, body } = await visits.start();
    const end = performance.now();
    if (status === 303) return { refused, begunAt: end };
    const everyMs = asksEveryMs(body);
    const retryAfter = headers['retry-after'];
    refused.push({ status, retryAfter, triesAgain: everyMs !== null, ms: end - start });
    // As setInterval does: from when the page was there, whether or not it was answered since.
    due = (refused.length === 1 ? end : due) + (everyMs ?? USUALLY_MS);
  }
  return { refused, begunAt: null };
}

/** For an answer that is not that page, which is counted anyhow. */
const USUALLY_MS = 4000;

/** How often the script on the page asks (lib/plain-page). */
function asksEveryMs(page: string): number | null {
  const script = /<script[^>]*>[^<]*data-again[^<]*setInterval\([^<]*,(\d+)\)\s*<\/script>/s.exec(
    page,
  );
  return script ? Number(script[1]) : null;
}
