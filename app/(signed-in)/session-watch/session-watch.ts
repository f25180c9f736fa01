import type { ActiveState, StateOfSession } from '@/lib/auth/session-state';
import { type Phase, phaseOf, REPORT_EVERY_MS } from '@/lib/session/session-watch-rules';
import type { TabMessage } from './other-tabs';
import { driftMs, elapsedMs, type Moment, moment, momentAgo } from './page-clock';
import { Questions } from './questions';

/** One and the same, so that nothing is drawn again. */
const QUIET = { kind: 'quiet' } as const;

/** What the person is shown of it. */
export type View =
  | typeof QUIET
  | (Extract<Phase, { kind: 'warning' }> & { isUnheard: boolean })
  /** Nothing of the page, until the server has said how the session stands; `isUnheard` when it cannot. */
  | { kind: 'covered'; isUnheard: boolean };

/** What a watch needs of the page that it is on. */
export interface Surroundings {
  /** Each null where the server cannot be reached, or cannot say. */
  askForState: () => Promise<StateOfSession | null>;
  tellActivity(agoMs: number): Promise<StateOfSession | null>;
  tellTabs(message: TabMessage): void;
  show(view: View): void;
  /** Shows nothing of the page, at once, or shows it again. */
  cover(isCovered: boolean): void;
  isVisible(): boolean;
  /** The page gives way, for good; without an address to its own, asked for anew. */
  giveWay(address?: string): void;
}

/** How often a quiet page looks at its clocks; it asks nobody. What nobody sees can wait longer. */
const LOOK_AT_CLOCKS_MS = { seen: 2_000, unseen: 15_000 };

/** A sleep, or a clock that was set, so long that the page must ask before it goes on. */
const SLEPT_MS = 20_000;

/** What another tab heard longer ago than this came late, out of a sleep: it proves nothing now. */
const FRESH_MS = 5_000;

/**
 * Follows the session of an open page to its end. The server decides: the page only counts along, asks
 * before it warns, covers itself where the end may have passed unseen, and gives way once the server says so.
 *
 * Answers a shared PC: nobody who comes along after the end, by the back button or out of a laptop's sleep,
 * sees what was there.
 */
export class SessionWatch {
  private known: ActiveState;
  private heardAt: Moment;
  private reportedAt: Moment;
  private activeAt: Moment | null = null;
  private dueAt = Number.POSITIVE_INFINITY;
  private isCovered = false;
  private isOver = false;
  /** Whether what is known was heard so near to the end that the person may be told of it. */
  private isConfirmed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reportTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly questions = new Questions({
    answered: (state, at) => this.hear(state, at),
    unanswered: () => this.proceed(),
  });

  /** @param madeAt when the server said `first`, or before */
  constructor(
    private readonly first: ActiveState,
    madeAt: Moment,
    private readonly page: Surroundings,
  ) {
    this.known = first;
    this.heardAt = madeAt;
    this.reportedAt = madeAt;
    this.proceed();
  }

  /** The server has said so, here or in another tab. */
  hear(state: StateOfSession, at: Moment): void {
    if (this.isOver) return;
    if (state.state !== 'active') this.leave(state.state);
    // Somebody else has signed in here meanwhile.
    else if (!state.of.some((tag) => this.first.of.includes(tag))) this.giveWay('/home');
    else this.goOn(state, at);
  }

  hearTab(message: TabMessage): void {
    const agoMs = message.kind === 'heard' ? Date.now() - message.at : 0;
    if (message.kind === 'look' || this.isCovered || Math.abs(agoMs) > FRESH_MS) {
      this.look();
    } else {
      this.reportedAt = moment();
      this.hear(message.state, momentAgo(agoMs));
    }
  }

  /** The person is back at this page, by whatever way: what it knows may be old. */
  wake(wasKept = false): void {
    if (wasKept || this.hasSlept()) this.cover(true);
    if (this.isCovered || elapsedMs(this.heardAt) >= REPORT_EVERY_MS) this.look();
  }

  /** Asks the server now. */
  look(): void {
    this.questions.askNow(this.page.askForState);
  }

  /** The person has done something on the page. Where they are asked to stay only their answer counts. */
  active(): void {
    const phase = this.phase();
    const isAsked = phase.kind === 'warning' && phase.why === 'idle';
    if (this.isCovered || this.isOver || isAsked) return;
    this.activeAt = moment();
    const waitMs = REPORT_EVERY_MS - elapsedMs(this.reportedAt);
    this.reportTimer ??= setTimeout(() => void this.report(), Math.max(0, waitMs));
  }

  /** The person wants to stay. */
  stay(): void {
    this.activeAt = moment();
    void this.report();
  }

  /** Nothing of this page is to be seen by who comes back to it, until {@link wake}. */
  putAway(): void {
    this.cover(true);
  }

  stop(): void {
    this.isOver = true;
    this.questions.stop();
    clearTimeout(this.timer);
    clearTimeout(this.reportTimer);
  }

  private goOn(state: ActiveState, at: Moment): void {
    this.known = state;
    this.heardAt = at;
    this.dueAt = Number.POSITIVE_INFINITY;
    const { kind } = this.phase();
    this.isConfirmed = kind === 'warning';
    this.cover(kind === 'over');
    this.proceed();
  }

  private phase(): Phase {
    const passed = elapsedMs(this.heardAt);
    const { idleMs, absoluteMs } = this.known;
    return phaseOf({ idleMs: idleMs - passed, absoluteMs: absoluteMs - passed });
  }

  private proceed(): void {
    clearTimeout(this.timer);
    if (this.isOver) return;
    const phase = this.phase();
    if (phase.kind === 'over' || this.hasSlept()) this.cover(true);
    if (phase.kind === 'quiet') this.isConfirmed = false;
    const isUnheard = this.questions.unanswered > 0;
    const asks = this.isCovered || isUnheard || (phase.kind === 'warning' && !this.isConfirmed);
    if (asks) this.questions.askInTime(this.page.askForState);
    if (this.isCovered) this.page.show({ kind: 'covered', isUnheard });
    else if (phase.kind === 'quiet') this.page.show(QUIET);
    else if (phase.kind === 'warning' && (this.isConfirmed || isUnheard)) {
      this.page.show({ ...phase, isUnheard });
    }
    const isSlow = phase.kind === 'quiet' && !asks;
    const pauseMs = isSlow
      ? Math.min(phase.forMs, LOOK_AT_CLOCKS_MS[this.page.isVisible() ? 'seen' : 'unseen'])
      : // The next whole second.
        (phase.kind === 'warning' && phase.leftMs % 1000) || 1000;
    this.dueAt = performance.now() + pauseMs;
    this.timer = setTimeout(() => this.proceed(), pauseMs);
  }

  /** In the background browsers hold timers back; what is not seen can wait until it is. */
  private hasSlept(): boolean {
    const lateMs = this.page.isVisible() ? performance.now() - this.dueAt : 0;
    return Math.max(driftMs(this.heardAt), lateMs) > SLEPT_MS;
  }

  private async report(): Promise<void> {
    clearTimeout(this.reportTimer);
    this.reportTimer = undefined;
    const { activeAt } = this;
    if (!activeAt) return;
    this.reportedAt = moment();
    const state = await this.questions.askInTurn(() => this.page.tellActivity(elapsedMs(activeAt)));
    if (this.isOver) return;
    if (state) this.page.tellTabs({ kind: 'heard', state, at: Date.now() });
    else this.reportTimer ??= setTimeout(() => void this.report(), REPORT_EVERY_MS);
  }

  private cover(isCovered: boolean): void {
    if (isCovered === this.isCovered) return;
    this.isCovered = isCovered;
    this.page.cover(isCovered);
  }

  /** The page's own address leads to the Welcome page, and back here who was here. */
  private leave(state: Exclude<StateOfSession['state'], 'active'>): void {
    this.page.tellTabs({ kind: 'look' });
    this.giveWay(state === 'none' ? '/?over=signed_out' : undefined);
  }

  private giveWay(address?: string): void {
    this.cover(true);
    this.stop();
    this.page.show({ kind: 'covered', isUnheard: false });
    this.page.giveWay(address);
  }
}
