import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { type AnswerChange, controlAnswer } from '@/lib/door/answer-control';
import { clientAddress } from '@/lib/door/client-address';
import { replaceForwardedHeaders } from '@/lib/door/forwarded-headers';
import { operatorEndpoint } from '@/lib/door/operator-endpoints';
import { type PlainAnswer, plainAnswer, sendPlain } from '@/lib/door/plain-answers';
import { type Refusal, refusalOf } from '@/lib/door/request-checks';
import { contentSecurityPolicy, securityHeaders } from '@/lib/door/security-headers';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { metrics } from '@/lib/metrics';
import { type RequestContext, runInRequestContext } from '@/lib/request-context';
import { randomSecret } from '@/lib/tokens';
import { schemeOf, type Utility } from '@/lib/utilities/utility';
import { utilityByHost } from '@/lib/utilities/utility-by-host';

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/**
 * What stands between the network and Next: finds the utility by host, knows the client's address,
 * turns away what does not come from here, sets the headers of every answer, and keeps Next from
 * telling people anything about its inner life.
 *
 * @param pages Next's own request handler
 */
export function door(pages: Handler): Handler {
  return async (req, res) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    const pathname = pathOf(req);
    res.setHeader('X-Request-Id', requestId);
    res.once('close', () => observe(req, res, pathname ?? '', performance.now() - startedAt));

    if (pathname === null) return answer(req, res, requestId, 'malformed', 'http');
    const endpoint = operatorEndpoint(pathname);
    if (endpoint) {
      applyHeaders(res, securityHeaders('http'));
      if (req.method === 'GET' || req.method === 'HEAD') return endpoint(req, res);
      return answer(req, res, requestId, 'method', 'http');
    }
    const domain = (req.headers.host ?? '').toLowerCase();
    const utility = await utilityOf(domain);
    if (utility === 'unavailable') return answer(req, res, requestId, 'unavailable', 'http');
    if (!utility) return answerUnknownHost(req, res, requestId);
    await serve(req, res, { requestId, domain, utility }, pages);
  };
}

interface Visit {
  requestId: string;
  domain: string;
  utility: Utility;
}

async function serve(
  req: IncomingMessage,
  res: ServerResponse,
  { requestId, domain, utility }: Visit,
  pages: Handler,
): Promise<void> {
  const scheme = schemeOf(domain);
  applyHeaders(res, securityHeaders(scheme));
  const refusal = refusalOf(req.method ?? 'GET', req.headers, `${scheme}://${domain}`);
  if (refusal) {
    log().info({ requestId, utility: utility.utilityId, refused: refusal.reason }, 'refused');
    return answer(req, res, requestId, ANSWER_TO[refusal.reason], scheme, refusal.status);
  }
  const forwardedFor = req.headers['x-forwarded-for'];
  const address = clientAddress(
    req.socket.remoteAddress,
    Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor,
    env().TRUSTED_PROXIES,
  );
  replaceForwardedHeaders(req.headers, domain, scheme);
  // Next reads the nonce from the request's policy and puts it on its own scripts.
  const nonce = randomSecret();
  const policy = contentSecurityPolicy(nonce, scheme);
  req.headers['content-security-policy'] = policy;
  res.setHeader('Content-Security-Policy', policy);

  const context: RequestContext = {
    requestId,
    utility,
    domain,
    clientAddress: address,
    userAgent: req.headers['user-agent'] ?? '',
    nonce,
    path: req.url ?? '/',
    response: {},
  };
  controlAnswer(res, (status) => changeOf(req, res, status, context, scheme));
  await runInRequestContext(context, async () => {
    try {
      await pages(req, res);
    } catch (error) {
      log().error({ err: error }, 'Next failed on a request');
      if (!res.headersSent) answer(req, res, requestId, 'broken', scheme);
    }
  });
}

/** Which words go with which refusal. */
const ANSWER_TO: Record<Refusal['reason'], PlainAnswer> = {
  method: 'method',
  origin: 'foreignOrigin',
  length_missing: 'malformed',
  too_large: 'tooLarge',
  content_type: 'contentType',
  malformed: 'malformed',
};

/** Next marks the answer to an action that this build does not have with this header. */
const UNKNOWN_ACTION = 'x-nextjs-action-not-found';

function changeOf(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  { requestId, response }: RequestContext,
  scheme: 'http' | 'https',
): AnswerChange {
  const isAction = req.headers['next-action'] !== undefined;
  if (res.hasHeader(UNKNOWN_ACTION) && !isAction) {
    return { kind: 'instead', content: backToThePage(req) };
  }
  if (response.status === 503 && status >= 500) {
    return { kind: 'instead', content: plainAnswer('unavailable', requestId, scheme) };
  }
  if (status >= 500 && !isAction) {
    return { kind: 'instead', content: plainAnswer('broken', requestId, scheme) };
  }
  if (response.status !== undefined && status === 200) {
    return { kind: 'status', status: response.status, ...retryAfter(response) };
  }
  return { kind: 'as_it_is' };
}

/** A form of an earlier build: the page again, in today's form, with a word of what happened. */
function backToThePage(req: IncomingMessage) {
  const url = new URL(req.url ?? '/', 'http://host');
  url.searchParams.set('again', '1');
  return {
    status: 303,
    headers: { Location: url.pathname + url.search, 'Cache-Control': 'no-store' },
    body: '',
  };
}

function retryAfter({ retryAfterSeconds }: RequestContext['response']) {
  return retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
}

/**
 * Next, after an action that redirects, fetches the target from itself by `localhost`. No utility
 * lives there; told so, it lets the browser navigate by itself.
 */
function answerUnknownHost(req: IncomingMessage, res: ServerResponse, requestId: string): void {
  if (req.headers.rsc !== undefined) {
    res.writeHead(421, { 'Content-Type': 'text/plain' });
    res.end();
    return;
  }
  answer(req, res, requestId, 'unknownHost', 'http');
}

function answer(
  req: IncomingMessage,
  res: ServerResponse,
  requestId: string,
  kind: PlainAnswer,
  scheme: 'http' | 'https',
  status?: number,
): void {
  applyHeaders(res, securityHeaders(scheme));
  const content = plainAnswer(kind, requestId, scheme);
  sendPlain(res, { ...content, status: status ?? content.status }, req.method === 'HEAD');
}

async function utilityOf(domain: string): Promise<Utility | null | 'unavailable'> {
  try {
    return await utilityByHost(domain);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    log().warn({ err: error }, 'the database does not answer');
    return 'unavailable';
  }
}

/** The decoded-safe path, or null for a request target that is none (`*`, absolute form, bad escapes). */
function pathOf(req: IncomingMessage): string | null {
  const target = req.url ?? '';
  if (!target.startsWith('/') || target.startsWith('//')) return null;
  const [pathname = ''] = target.split('?', 1);
  try {
    return decodeURIComponent(pathname).includes('\0') ? null : pathname;
  } catch {
    return null;
  }
}

function applyHeaders(res: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
}

/** The path without its query, which may hold a token. */
function observe(req: IncomingMessage, res: ServerResponse, pathname: string, ms: number): void {
  const route = routeLabel(pathname);
  metrics().requests.observe({ route, status: `${Math.floor(res.statusCode / 100)}xx` }, ms / 1000);
  if (route === 'static' || route === 'operator') return;
  log().info(
    {
      requestId: res.getHeader('X-Request-Id'),
      method: req.method,
      path: pathname,
      status: res.statusCode,
      ms: Math.round(ms),
    },
    'request',
  );
}

/** A closed list, so that made-up paths make no new time series. */
const ROUTES = ['/', '/home', '/change-password'];

function routeLabel(pathname: string): string {
  if (pathname.startsWith('/_next/')) return 'static';
  if (pathname.startsWith('/api/auth/')) return 'auth';
  if (pathname.startsWith('/api/')) return 'operator';
  return ROUTES.includes(pathname) ? pathname : 'other';
}
