import { REPORT_EVERY_MS } from '@/lib/session/session-watch-rules';
import { elapsedMs, type Moment, moment } from './page-clock';

/**
 * Tells the server what a person does on a page: at most once a minute, with how long ago the last of it
 * was; what could not be told is told later.
 */
export class ActivityReports {
  private activeAt: Moment;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;

  /**
   * @param reportedAt when the server last heard of the person
   * @param tell gives whether the server has heard it
   */
  constructor(
    private reportedAt: Moment,
    private readonly tell: (agoMs: () => number) => Promise<boolean>,
  ) {
    this.activeAt = reportedAt;
  }

  /** The person does something. */
  active(): void {
    this.activeAt = moment();
    const waitMs = REPORT_EVERY_MS - elapsedMs(this.reportedAt);
    this.timer ??= setTimeout(() => void this.report(), Math.max(0, waitMs));
  }

  /** As {@link active}, and the server is to know at once. */
  activeNow(): void {
    this.activeAt = moment();
    void this.report();
  }

  /** Another tab has just told of the person. */
  toldElsewhere(): void {
    this.reportedAt = moment();
  }

  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private async report(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { activeAt } = this;
    this.reportedAt = moment();
    const isTold = await this.tell(() => elapsedMs(activeAt));
    if (isTold || this.isOver) return;
    this.timer ??= setTimeout(() => void this.report(), REPORT_EVERY_MS);
  }
}
