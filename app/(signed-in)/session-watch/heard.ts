import type { ActiveState, StateOfSession } from '@/lib/auth/session-state';
import { type Phase, phaseOf } from '@/lib/session/session-watch-rules';
import { driftMs, elapsedMs, type Moment } from './page-clock';

/** What the server says of a session that is over. */
export type End = Exclude<StateOfSession['state'], 'active'>;

/** How long after the first «none» a question must have gone out before its answer is believed. */
const NONE_AGAIN_MS = 800;

/**
 * What a page has heard of its session. Each moment is that of the question, or before; of what a page says
 * of itself, when it was shown.
 */
export class Heard {
  /** Of those that were answered «none», when the first question went out; of none since the last good answer. */
  private noneSince: Moment | null = null;

  constructor(
    private state: ActiveState,
    private at: Moment,
  ) {}

  /** The session goes on. An answer that came late does not bring back the times of an earlier question. */
  goesOn(state: ActiveState, at: Moment): void {
    this.noneSince = null;
    if (this.isOvertaken(at)) return;
    this.state = state;
    this.at = at;
  }

  /**
   * Whether the session is over, or only may be. A new password, or a new sign-in, changes the cookie: a
   * question that went out with the old one a moment before is answered of a session that is none any more.
   */
  isOver(end: End, at: Moment): boolean {
    if (this.isOvertaken(at)) return false;
    if (end !== 'none') return true;
    this.noneSince ??= at;
    return at.steady - this.noneSince.steady >= NONE_AGAIN_MS;
  }

  /** By this page's clocks. */
  phase(): Phase {
    const { idleMs, absoluteMs } = this.state;
    return phaseOf({ idleMs: idleMs - this.ageMs, absoluteMs: absoluteMs - this.ageMs });
  }

  get ageMs(): number {
    return elapsedMs(this.at);
  }

  get driftMs(): number {
    return driftMs(this.at);
  }

  private isOvertaken(at: Moment): boolean {
    return at.steady < this.at.steady;
  }
}
