import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isByItself, withoutMark } from '@/lib/background-rules';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { controlAnswer } from '@/lib/door/answer-control';
import { clientAddress } from '@/lib/door/client-address';
import { replaceForwardedHeaders } from '@/lib/door/forwarded-headers';
import { changeOfNextAnswer } from '@/lib/door/next-answer';
import { operatorEndpoint } from '@/lib/door/operator-endpoints';
import { type PlainAnswer, plainAnswer } from '@/lib/door/plain-answers';
import { languageAt, readerOf } from '@/lib/door/reader';
import { limitArrival } from '@/lib/door/request-arrival';
import { isProviderPost, isUpload, type Refusal, refusalOf } from '@/lib/door/request-checks';
import { observeRequest } from '@/lib/door/request-log';
import { contentSecurityPolicy, securityHeaders } from '@/lib/door/security-headers';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { type RequestContext, runInRequestContext } from '@/lib/request-context';
import { randomSecret } from '@/lib/tokens';
import { normalizeHost } from '@/lib/utilities/host-rules';
import { schemeOf, type Utility } from '@/lib/utilities/utility';
import { utilityByHost } from '@/lib/utilities/utility-by-host';

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** A request on its way through the door. */
interface Visit {
  req: IncomingMessage;
  res: ServerResponse;
  requestId: string;
  domain: string;
  scheme: 'http' | 'https';
  /** Null until it is known, and where there is none. */
  utility: Utility | null;
}

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
    const pathname = pathOf(req.url ?? '');
    const domain = normalizeHost(req.headers.host ?? '');
    const scheme = schemeOf(domain);
    const visit: Visit = { req, res, requestId, domain, scheme, utility: null };
    res.once('close', () => {
      const ms = performance.now() - startedAt;
      observeRequest(req, res, { requestId, pathname: pathname ?? '', ms });
    });
    limitArrival(req, res, pathname !== null && isUpload(pathname));
    res.setHeader('X-Request-Id', requestId);
    for (const [name, value] of Object.entries(securityHeaders(visit.scheme))) {
      res.setHeader(name, value);
    }
    try {
      await admit(visit, pathname, pages);
    } catch (error) {
      log().error({ err: error, requestId }, 'a request could not be answered');
      if (res.headersSent) res.destroy();
      else answer(visit, 'broken');
    }
  };
}

async function admit(visit: Visit, pathname: string | null, pages: Handler): Promise<void> {
  const { req, res } = visit;
  if (hasSeveralHosts(req)) return answer(visit, 'malformed');
  const endpoint = operatorEndpoint(pathname ?? '');
  if (endpoint) return isSafe(req) ? endpoint(req, res) : answer(visit, 'method');
  const utility = await utilityOf(visit);
  if (utility === 'unavailable') return answer(visit, 'unavailable');
  if (!utility) return answer(visit, 'unknownHost');
  visit.utility = utility;
  if (pathname === null) return answer(visit, 'malformed');
  await serve(visit, utility, pages);
}

async function serve(visit: Visit, utility: Utility, pages: Handler): Promise<void> {
  const { req, res, requestId, domain, scheme } = visit;
  const method = req.method ?? 'GET';
  const pathname = pathOf(req.url ?? '') ?? '';
  const refusal = refusalOf(method, req.headers, `${scheme}://${domain}`, pathname);
  if (refusal) {
    log().info({ requestId, utility: utility.utilityId, refused: refusal.reason }, 'refused');
    return answer(visit, ANSWER_TO[refusal.reason], refusal.status);
  }
  // Any site can make a browser post there: whose it is must mean nothing.
  if (isProviderPost(method, pathname)) delete req.headers.cookie;
  const nonce = randomSecret();
  const context: RequestContext = {
    requestId,
    utility,
    domain,
    clientAddress: addressOf(req),
    userAgent: req.headers['user-agent'] ?? '',
    language: languageAt(utility, req, scheme),
    nonce,
    path: withoutMark(req.url ?? '/'),
    response: {},
    isPrefetch: isPrefetch(req),
    isBackground: isPrefetch(req) || isByItself(method, req.url ?? '/', req.headers),
    awaitsForm: req.method === 'POST' && !req.url?.startsWith('/api/'),
    gone: goneOf(res),
  };
  replaceForwardedHeaders(req.headers, domain, scheme);
  if (isInternalPage(req.url)) req.url = '/-';
  // Next reads the nonce from the request's policy and puts it on its own scripts.
  const policy = contentSecurityPolicy(nonce, scheme);
  req.headers['content-security-policy'] = policy;
  res.setHeader('Content-Security-Policy', policy);
  controlAnswer(res, (status) => changeOfNextAnswer(req, res, status, context, scheme));
  await runInRequestContext(context, () => pages(req, res));
}

function goneOf(res: ServerResponse): AbortSignal {
  const leaving = new AbortController();
  // Perhaps while the utility was being looked up.
  if (res.destroyed) leaving.abort();
  res.once('close', () => {
    if (!res.headersSent) leaving.abort();
  });
  return leaving.signal;
}

/** Which words go with which refusal. */
const ANSWER_TO: Record<Refusal['reason'], PlainAnswer> = {
  method: 'method',
  origin: 'foreignOrigin',
  length_missing: 'malformed',
  too_large: 'tooLarge',
  file_too_large: 'fileTooLarge',
  content_type: 'contentType',
};

function answer(visit: Visit, kind: PlainAnswer, status?: number): void {
  const { req, res, requestId, scheme, utility } = visit;
  const content = plainAnswer(kind, {
    requestId,
    scheme,
    method: req.method,
    ...readerOf(req, scheme, utility),
  });
  res.writeHead(status ?? content.status, content.headers);
  res.end(req.method === 'HEAD' ? undefined : content.body);
}

async function utilityOf({ domain, requestId }: Visit): Promise<Utility | null | 'unavailable'> {
  try {
    return await utilityByHost(domain);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    log().warn({ err: error, requestId }, 'the database does not answer');
    return 'unavailable';
  }
}

function addressOf(req: IncomingMessage): string {
  const forwardedFor = [req.headers['x-forwarded-for'] ?? []].flat().join(',');
  return clientAddress(req.socket.remoteAddress, forwardedFor, env().TRUSTED_PROXIES);
}

function isSafe({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** What a browser fetches ahead of a click is nothing that a person did. */
function isPrefetch({ headers }: IncomingMessage): boolean {
  const purpose = [headers['sec-purpose'] ?? headers.purpose ?? []].flat().join();
  return headers['next-router-prefetch'] !== undefined || purpose.includes('prefetch');
}

/** Pages that Next keeps for itself, as `/_global-error`, are no addresses. */
function isInternalPage(target: string | undefined): boolean {
  return /^\/_(?!next\/)/.test(target ?? '');
}

/** RFC 9112 §3.2: a proxy may have taken the other one for the utility's. */
function hasSeveralHosts({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length > 1;
}

/** The path, or null for a target that is none: `*`, another host, a bad escape, a NUL. */
function pathOf(target: string): string | null {
  if (!target.startsWith('/') || /^\/[/\\]/.test(target)) return null;
  const [pathname = ''] = target.split('?', 1);
  try {
    return decodeURIComponent(pathname).includes('\0') ? null : pathname;
  } catch {
    return null;
  }
}
