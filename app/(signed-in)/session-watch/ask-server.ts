import type { StateOfSession } from '@/lib/auth/session-state';

/** An answer that takes longer is none. */
const PATIENCE_MS = 10_000;

/** How the session stands; null where the server cannot be reached, or cannot say. */
export function askForState(): Promise<StateOfSession | null> {
  return ask('/sessions/state');
}

/** As {@link askForState}, after telling that the person did something so long ago. */
export function tellActivity(agoMs: number): Promise<StateOfSession | null> {
  const body = new URLSearchParams({ agoMs: String(Math.round(agoMs)) });
  return ask('/sessions/activity', { method: 'POST', body });
}

async function ask(path: string, init: RequestInit = {}): Promise<StateOfSession | null> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(path, { ...init, cache: 'no-store', redirect: 'error', signal });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
