import { AsyncLocalStorage } from 'node:async_hooks';
import { byItself } from '@/lib/background-rules';
import type { Locale } from '@/lib/locale-rules';
import { processWide } from '@/lib/process-wide';
import type { Utility } from '@/lib/utilities/utility';

/** What the door (lib/door) knows of a request before a page or action sees it. */
export interface RequestContext {
  requestId: string;
  utility: Utility;
  /** Which of the utility's domains was asked for. */
  domain: string;
  /** Path and query as they were asked for, but for the mark of a page that loads itself (lib/background-rules). */
  path: string;
  /** The client's IP address as `TRUSTED_PROXIES` gives it. */
  clientAddress: string;
  userAgent: string;
  /** This browser's, else the utility's; a signed-in person may have chosen another (lib/auth/current-language). */
  language: Locale;
  /** Of this answer's Content-Security-Policy. */
  nonce: string;
  /** Written by actions, applied by the door: a Next page cannot choose its own status. */
  response: { status?: number; retryAfterSeconds?: number };
  /** Fetched ahead of a click: no activity. */
  isPrefetch: boolean;
  /** Not by anybody's act: fetched ahead, by a page by itself, as an image, or from another site: no activity. */
  isBackground: boolean;
  /** Aborted when the client left before any of the answer was sent. */
  gone: AbortSignal;
  /** A form is on its way to an action that has not read it yet (lib/form-action). */
  awaitsForm: boolean;
}

const storage = () => processWide('request-context', () => new AsyncLocalStorage<RequestContext>());

export function runInRequestContext<T>(context: RequestContext, run: () => T): T {
  return storage().run(context, run);
}

/** The context of the request being served. @throws outside of one, which is a bug. */
export function requestContext(): RequestContext {
  const context = storage().getStore();
  if (!context) throw new Error('No request is being served here.');
  return context;
}

/** As {@link requestContext}, for code that also runs outside of requests. */
export function requestContextIfAny(): RequestContext | undefined {
  return storage().getStore();
}

/** Asks the door to answer with this status (and `Retry-After`, in seconds). */
export function answerWith(status: number, retryAfterSeconds?: number): void {
  const { response } = requestContext();
  response.status = status;
  if (retryAfterSeconds !== undefined) response.retryAfterSeconds = retryAfterSeconds;
}

/**
 * An address of ours to which this request is sent on: what nobody asked for is nobody's act there either.
 */
export function onward(path: string): string {
  return requestContext().isBackground ? byItself(path) : path;
}
