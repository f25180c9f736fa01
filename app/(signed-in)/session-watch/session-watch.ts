import type { ActiveState, StateOfSession } from '@/lib/auth/session-state';
import { REPORT_EVERY_MS } from '@/lib/session/session-watch-rules';
import { ActivityReports } from './activity-reports';
import { type End, Heard } from './heard';
import type { TabMessage } from './other-tabs';
import { elapsedMs, type Moment, momentAgo } from './page-clock';
import { Questions } from './questions';
import type { Surroundings } from './surroundings';
import { viewOf } from './view';

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
  private readonly heard: Heard;
  private readonly reports: ActivityReports;
  private dueAt = Number.POSITIVE_INFINITY;
  private isCovered = false;
  /** By `performance.now()`. */
  private coveredAt = 0;
  private isOver = false;
  /** Whether what is known was heard so near to the end that the person may be told of it. */
  private isConfirmed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
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
    this.heard = new Heard(first, madeAt);
    this.reports = new ActivityReports(madeAt, (agoMs) => this.report(agoMs));
    this.proceed();
  }

  hearTab(message: TabMessage): void {
    const agoMs = message.kind === 'heard' ? Date.now() - message.at : 0;
    if (message.kind === 'look' || this.isCovered || Math.abs(agoMs) > FRESH_MS) {
      this.look();
    } else {
      this.reports.toldElsewhere();
      this.hear(message.state, momentAgo(agoMs));
    }
  }

  /** The page was made anew, and says so. What it says may have been on its way since before a sleep. */
  hearPage(state: ActiveState, at: Moment): void {
    this.coverWhereUnsure();
    if (this.isCovered) this.look();
    else this.hear(state, at);
  }

  /** Whether what comes in this page's place must ask before it is seen, as this one had to. */
  isUnsure(): boolean {
    this.coverWhereUnsure();
    return this.isCovered;
  }

  /** The person is back at this page, by whatever way: what it knows may be old. */
  wake(wasKept = false): void {
    if (this.isOver) return;
    if (wasKept) this.cover(true);
    this.coverWhereUnsure();
    if (this.isCovered || this.heard.ageMs >= REPORT_EVERY_MS) this.look();
  }

  /** Asks the server now. */
  look(): void {
    if (this.isOver) return;
    this.coverWhereUnsure();
    this.questions.askNow(this.page.askForState);
    this.proceed();
  }

  /** The person has done something on the page. Where they are asked to stay only their answer counts. */
  active(): void {
    const phase = this.heard.phase();
    const isAsked = phase.kind === 'warning' && phase.why === 'idle';
    if (!this.isCovered && !this.isOver && !isAsked) this.reports.active();
  }

  /** The person wants to stay. */
  stay(): void {
    this.reports.activeNow();
  }

  /** Nothing of this page is to be seen by who comes back to it, until {@link wake}. */
  putAway(): void {
    this.cover(true);
  }

  stop(): void {
    this.isOver = true;
    this.questions.stop();
    clearTimeout(this.timer);
    this.reports.stop();
  }

  /** The server has said so, to a question of that moment, here or in another tab. */
  private hear(state: StateOfSession, at: Moment): void {
    if (this.isOver) return;
    if (state.state !== 'active') this.hearEnd(state.state, at);
    // Somebody else has signed in here meanwhile.
    else if (!state.of.some((tag) => this.first.of.includes(tag))) this.giveWay('/home');
    else this.goOn(state, at);
  }

  private hearEnd(state: End, at: Moment): void {
    if (this.heard.isOver(state, at)) {
      this.leave(state);
    } else {
      this.cover(true);
      this.proceed();
    }
  }

  private goOn(state: ActiveState, at: Moment): void {
    this.heard.goesOn(state, at);
    this.dueAt = Number.POSITIVE_INFINITY;
    const { kind } = this.heard.phase();
    this.isConfirmed = kind === 'warning';
    // Whoever came back since the question went out, or has slept, must wait for the answer to another.
    if (elapsedMs(at) > SLEPT_MS) this.cover(true);
    else if (at.steady >= this.coveredAt) this.cover(kind === 'over');
    this.proceed();
  }

  private proceed(): void {
    clearTimeout(this.timer);
    if (this.isOver) return;
    const phase = this.heard.phase();
    this.coverWhereUnsure();
    if (phase.kind === 'quiet') this.isConfirmed = false;
    const isUnheard = this.questions.unanswered > 0;
    const asks = this.isCovered || isUnheard || (phase.kind === 'warning' && !this.isConfirmed);
    if (asks) this.questions.askInTime(this.page.askForState);
    const { isCovered, isConfirmed } = this;
    const view = viewOf(phase, { isCovered, isUnheard, isConfirmed });
    if (view) this.page.show(view);
    const isSlow = phase.kind === 'quiet' && !asks;
    const pauseMs = isSlow
      ? Math.min(phase.forMs, LOOK_AT_CLOCKS_MS[this.page.isVisible() ? 'seen' : 'unseen'])
      : // The next whole second.
        (phase.kind === 'warning' && phase.leftMs % 1000) || 1000;
    this.dueAt = performance.now() + pauseMs;
    this.timer = setTimeout(() => this.proceed(), pauseMs);
  }

  /** Where the end may have passed unseen. */
  private coverWhereUnsure(): void {
    if (this.heard.phase().kind === 'over' || this.hasSlept()) this.cover(true);
  }

  /** In the background browsers hold timers back; what is not seen can wait until it is. */
  private hasSlept(): boolean {
    const lateMs = this.page.isVisible() ? performance.now() - this.dueAt : 0;
    return Math.max(this.heard.driftMs, lateMs) > SLEPT_MS;
  }

  /** @returns whether the server has heard it */
  private async report(agoMs: () => number): Promise<boolean> {
    const state = await this.questions.askInTurn(() => this.page.tellActivity(agoMs()));
    if (state?.state === 'active' && !this.isOver) {
      this.page.tellTabs({ kind: 'heard', state, at: Date.now() });
    }
    return state !== null;
  }

  private cover(isCovered: boolean): void {
    if (isCovered === this.isCovered) return;
    this.isCovered = isCovered;
    if (isCovered) this.coveredAt = performance.now();
    this.page.cover(isCovered);
  }

  /** The page's own address leads to the Welcome page, and back here who was here. */
  private leave(state: End): void {
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
