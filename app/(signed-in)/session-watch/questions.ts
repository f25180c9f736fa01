import type { StateOfSession } from '@/lib/auth/session-state';
import { pauseBeforeAsking } from '@/lib/session/session-watch-rules';
import { type Moment, moment } from './page-clock';

/** Gives null where the server cannot be reached, or cannot say. */
type Question = () => Promise<StateOfSession | null>;

interface Listener {
  /** @param at when it was asked: what the server said may be as old */
  answered(state: StateOfSession, at: Moment): void;
  unanswered(): void;
}

/** What a page asks its server of the session: one question at a time, ever more seldom without an answer. */
export class Questions {
  /** How many in a row the server has not answered. */
  unanswered = 0;
  private askAgainAt = 0;
  private asking: Promise<StateOfSession | null> | null = null;
  private next: Question | null = null;
  private isOver = false;

  constructor(private readonly listener: Listener) {}

  /** Asks, unless the last question went unanswered a moment ago or one is on its way. */
  askInTime(question: Question): void {
    if (!this.isOver && !this.asking && performance.now() >= this.askAgainAt)
      void this.ask(question);
  }

  /** Asks at once; after an answer that is on its way, which may have been given before. */
  askNow(question: Question): void {
    if (this.isOver) return;
    if (this.asking) this.next = question;
    else void this.ask(question);
  }

  /** Asks when no question is on its way. @returns what the server said */
  async askInTurn(question: Question): Promise<StateOfSession | null> {
    while (this.asking) await this.asking;
    return this.isOver ? null : this.ask(question);
  }

  stop(): void {
    this.isOver = true;
  }

  private ask(question: Question): Promise<StateOfSession | null> {
    this.asking = this.put(question).finally(() => {
      this.asking = null;
      const { next } = this;
      this.next = null;
      if (next && !this.isOver) void this.ask(next);
    });
    return this.asking;
  }

  private async put(question: Question): Promise<StateOfSession | null> {
    const at = moment();
    const state = await question();
    if (this.isOver) return null;
    if (state) {
      this.unanswered = 0;
      this.listener.answered(state, at);
    } else {
      this.unanswered += 1;
      this.askAgainAt = performance.now() + pauseBeforeAsking(this.unanswered, Math.random());
      this.listener.unanswered();
    }
    return state;
  }
}
