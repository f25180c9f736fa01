import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerChange } from '@/lib/door/answer-control';
import { type PlainAnswer, type PlainAnswerContent, plainAnswer } from '@/lib/door/plain-answers';
import { readerOf } from '@/lib/door/reader';
import { localPath } from '@/lib/local-path';
import type { RequestContext } from '@/lib/request-context';

/** What a failure was, by the status that its discoverer asked for. */
const FAILURES: Record<number, PlainAnswer> = { 400: 'malformed', 503: 'unavailable' };

/** Next marks the answer to an action that this build does not have with this header. */
const UNKNOWN_ACTION = 'x-nextjs-action-not-found';

/**
 * What becomes of an answer of Next's: the status that an action asked for, a plain page in place of
 * a failure, or the page again in place of an action that an earlier build knew.
 */
export function changeOfNextAnswer(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  { requestId, response, utility, path }: RequestContext,
  scheme: 'http' | 'https',
): AnswerChange {
  // React reads the answers to its own calls; people see the others.
  const isForPeople = req.headers['next-action'] === undefined;
  if (isForPeople && res.hasHeader(UNKNOWN_ACTION)) {
    return { kind: 'instead', content: pageAgain(path) };
  }
  if (isForPeople && status >= 500) {
    const kind = FAILURES[response.status ?? 500] ?? 'broken';
    const reader = readerOf(req, scheme, utility);
    return {
      kind: 'instead',
      content: plainAnswer(kind, { requestId, scheme, method: req.method, ...reader }),
    };
  }
  // A page that sends a form elsewhere must not make the browser send it there, passwords and all.
  if (req.method === 'POST' && status === 307) return { kind: 'status', status: 303 };
  // An address may hold a secret, and Next lets such answers be kept.
  if (status === 308) res.setHeader('Cache-Control', 'no-store');
  if (response.status === 503 && status >= 500) return { kind: 'status', ...response, status: 503 };
  if (response.status === undefined || status !== 200) return { kind: 'as_it_is' };
  return { kind: 'status', ...response, status: response.status };
}

/** A form of an earlier build: the page in today's form, with a word of what happened. */
function pageAgain(path: string): PlainAnswerContent {
  const url = new URL(localPath(path) ?? '/', 'http://here.invalid');
  url.searchParams.set('again', '1');
  return {
    status: 303,
    headers: {
      Location: url.pathname + url.search,
      'Cache-Control': 'no-store',
      'Content-Length': '0',
    },
    body: '',
  };
}
