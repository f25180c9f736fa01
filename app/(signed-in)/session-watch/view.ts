import type { Phase } from '@/lib/session/session-watch-rules';

/** One and the same, so that nothing is drawn again. */
const QUIET = { kind: 'quiet' } as const;

/** What the person is shown of their session. */
export type View =
  | typeof QUIET
  | (Extract<Phase, { kind: 'warning' }> & { isUnheard: boolean })
  /** Nothing of the page, until the server has said how the session stands; `isUnheard` when it cannot. */
  | { kind: 'covered'; isUnheard: boolean };

/** How the page stands with its server. */
interface Standing {
  isCovered: boolean;
  /** The last question went without an answer. */
  isUnheard: boolean;
  /** What is known was heard so near to the end that the person may be told of it. */
  isConfirmed: boolean;
}

/** What to show, or null where what is shown stays until the server has said more. */
export function viewOf(phase: Phase, { isCovered, isUnheard, isConfirmed }: Standing): View | null {
  if (isCovered) return { kind: 'covered', isUnheard };
  if (phase.kind === 'quiet') return QUIET;
  if (phase.kind === 'warning' && (isConfirmed || isUnheard)) return { ...phase, isUnheard };
  return null;
}
