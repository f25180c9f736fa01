/** So late only after a sleep, when somebody else may sit there: a password must not be sent then. */
const LATEST_MS = 10_000;

interface CountDown {
  /** @param left whole seconds */
  tick(left: number): void;
  atEnd(): void;
  /** In place of `atEnd`, where that has long passed by one of the two clocks of a page. */
  tooLate(): void;
}

/**
 * Counts down by the clock, since browsers slow down what ticks out of view.
 * @returns how to stop
 */
export function countDown(seconds: number, { tick, atEnd, tooLate }: CountDown): () => void {
  const end = performance.now() + seconds * 1000;
  const endOnWall = Date.now() + seconds * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    tick(Math.max(left, 0));
    if (left > 0) return;
    clearInterval(timer);
    const lateMs = Math.max(performance.now() - end, Date.now() - endOnWall);
    if (lateMs > LATEST_MS) tooLate();
    else atEnd();
  }, 250);
  return () => clearInterval(timer);
}
