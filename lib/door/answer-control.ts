import type { ServerResponse } from 'node:http';
import type { PlainAnswerContent } from '@/lib/door/plain-answers';

/** What the door makes of Next's answer, once its status is known and nothing has been sent. */
export type AnswerChange =
  | { kind: 'as_it_is' }
  | { kind: 'status'; status: number; retryAfterSeconds?: number }
  | { kind: 'instead'; content: PlainAnswerContent };

/**
 * Lets the door look at an answer at its first byte and change its status, or replace it whole.
 *
 * A Next page or action cannot answer 429 or 503, and what it says of its own failures is no page for
 * people. `decide` is called once.
 */
export function controlAnswer(res: ServerResponse, decide: (status: number) => AnswerChange): void {
  const real = {
    writeHead: res.writeHead.bind(res) as (...args: unknown[]) => ServerResponse,
    write: res.write.bind(res) as (...args: unknown[]) => boolean,
    end: res.end.bind(res) as (...args: unknown[]) => ServerResponse,
    flushHeaders: res.flushHeaders.bind(res),
  };
  let decided = false;
  let replaced = false;

  /** @returns the status to go on with; undefined when the answer was replaced */
  const decideOnce = (status: number): number | undefined => {
    if (decided) return replaced ? undefined : status;
    decided = true;
    const change = decide(status);
    if (change.kind === 'status') {
      res.statusCode = change.status;
      if (change.retryAfterSeconds !== undefined) {
        res.setHeader('Retry-After', String(change.retryAfterSeconds));
      }
      return change.status;
    }
    if (change.kind === 'as_it_is') return status;
    replaced = true;
    for (const name of ['Content-Encoding', 'ETag']) res.removeHeader(name);
    real.writeHead(change.content.status, change.content.headers);
    real.end(change.content.body);
    // Next still sets its own, which nobody will see; the log and the metrics tell what was sent.
    Object.defineProperty(res, 'statusCode', {
      get: () => change.content.status,
      set: () => undefined,
    });
    return undefined;
  };

  const settled = () => decideOnce(res.statusCode) !== undefined;
  Object.assign(res, {
    writeHead(status: number, ...rest: unknown[]) {
      const going = decideOnce(status);
      return going === undefined ? res : real.writeHead(going, ...rest);
    },
    write: (...args: unknown[]) => (settled() ? real.write(...args) : true),
    end: (...args: unknown[]) => (settled() ? real.end(...args) : res),
    flushHeaders() {
      if (settled()) real.flushHeaders();
    },
  });
}
