import { log } from '@/lib/log';
import { processWide } from '@/lib/process-wide';

/** Work that a server does by itself, beside answering requests. */
interface Work {
  /** Returns when nothing of it is under way any more. */
  stop(): Promise<void>;
}

const works = () => processWide('background', () => new Set<Work>());

/**
 * Calls `run` again and again, `pauseMs` after the end of the call before, until the process ends.
 * What fails is told and comes again; it takes nobody's request along.
 *
 * @param run gets a signal that says when to begin nothing new
 */
export function keepDoing(
  what: string,
  pauseMs: number,
  run: (stopping: AbortSignal) => Promise<void>,
): void {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let underWay = Promise.resolve();
  const once = async () => {
    try {
      await run(stopping.signal);
    } catch (error) {
      log().warn({ err: error }, `${what} did not finish`);
    }
    if (!stopping.signal.aborted) timer = setTimeout(begin, pauseMs).unref();
  };
  const begin = () => {
    underWay = once();
  };
  begin();
  works().add({
    stop() {
      stopping.abort();
      clearTimeout(timer);
      return underWay;
    },
  });
}

/** Ends all of it, each at the end of what it is at. */
export async function stopBackground(): Promise<void> {
  await Promise.all([...works()].map((work) => work.stop()));
  works().clear();
}
