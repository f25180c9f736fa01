import { Agent, fetch } from 'undici';
import { addressFault } from '@/lib/sso/address-rules';
import { portalConnector, type Resolve } from '@/lib/sso/portal-connect';
import { PortalError, type PortalFault } from '@/lib/sso/portal-error';
import { hostResolver } from '@/lib/sso/resolve-host';

export { PortalError, type PortalFault } from '@/lib/sso/portal-error';

export interface PortalRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | URLSearchParams | null;
  signal?: AbortSignal;
}

export type PortalFetch = (address: string, request?: PortalRequest) => Promise<Response>;

interface PortalFetchOptions {
  /** For everything together: name, connection, headers and body. */
  timeoutMs?: number;
  /** Of the body, decompressed. */
  maxBytes?: number;
  resolve?: Resolve;
}

const CONNECT_MS = 5000;
const MAX_BYTES = 512 * 1024;

/**
 * `fetch` for what a portal says and names (OpenID endpoints, SAML metadata). The answer is read to
 * its end before it is handed on.
 *
 * The addresses come from a stranger, and this server stands inside a network: no redirect is
 * followed; https only, plain http only on loopback; no address inside the network unless the portal
 * itself lives there, and the one that was judged is the one connected to; time and size have limits;
 * no cookie is kept, and no proxy of the environment asked.
 *
 * @param trusted the address that the operator vouches for: the issuer, or that of the metadata
 * @throws PortalError; what the caller's own signal says
 */
export function portalFetch(trusted: string, options: PortalFetchOptions = {}): PortalFetch {
  const { timeoutMs = 5000, maxBytes = MAX_BYTES, resolve } = options;
  const { hostname } = new URL(trusted);
  const dispatcher = resolve ? newAgent(hostname, resolve) : agentOf(hostname);
  return async (address, { method = 'GET', headers, body, signal } = {}) => {
    const fault = addressFault(address, trusted);
    if (fault) throw new PortalError(fault, hostOf(address));
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(address, {
        method,
        headers,
        body,
        redirect: 'manual',
        dispatcher,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      return await readToTheEnd(response, maxBytes);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw asPortalError(error, hostOf(address), deadline.aborted);
    }
  };
}

type Answer = Awaited<ReturnType<typeof fetch>>;

async function readToTheEnd(answer: Answer, maxBytes: number): Promise<Response> {
  const { status } = answer;
  if (status < 200 || status > 599) {
    await answer.body?.cancel();
    throw new Unusable('bad_answer', `status ${status}`);
  }
  if (status >= 300 && status < 400) {
    await answer.body?.cancel();
    throw new Unusable('redirected', redirection(status, answer.headers.get('location')));
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (bytes > maxBytes) throw new Unusable('too_large', `over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (const [name, value] of answer.headers)
    if (!OF_THE_WAY.includes(name)) headers.append(name, value);
  const body = bytes > 0 ? Buffer.concat(chunks) : null;
  return new Response(body, { status, headers });
}

/** Headers that are no longer true of a body that was read, or that nobody here obeys. */
const OF_THE_WAY = ['content-encoding', 'content-length', 'transfer-encoding', 'set-cookie'];

/** An answer that is refused here, where its host is not at hand. */
class Unusable extends Error {
  constructor(
    readonly reason: PortalFault,
    readonly detail: string,
  ) {
    super(detail);
  }
}

function asPortalError(error: unknown, host: string, isOverTime: boolean): unknown {
  if (isOverTime) return new PortalError('timeout', host);
  if (error instanceof Unusable) return new PortalError(error.reason, host, error.detail);
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof PortalError) return cause;
  // undici hangs on a TypeError what came of the network; without that the request itself was wrong.
  if (!(cause instanceof Error)) return error;
  const { code } = cause as { code?: unknown };
  if (typeof code !== 'string') return new PortalError('bad_answer', host, 'no HTTP');
  return new PortalError(faultOf(code), host, code);
}

function faultOf(code: string): PortalFault {
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout';
  if (
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/.test(code)
  ) {
    return 'tls_refused';
  }
  if (/^(HPE_|Z_|ERR__ERROR_FORMAT|ERR_BROTLI|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES)/.test(code)) {
    return 'bad_answer';
  }
  return 'unreachable';
}

function redirection(status: number, location: string | null): string {
  const isAddress = location !== null && URL.canParse(location);
  return isAddress ? `${status} to ${new URL(location).host}` : String(status);
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'an address';
}

/** One a trusted host, for connections that are used again; bounded, since closing one costs little. */
const agents = new Map<string, Agent>();
const MAX_AGENTS = 2000;
let resolveHost: Resolve | undefined;

function agentOf(trustedHost: string): Agent {
  const known = agents.get(trustedHost);
  if (known) return known;
  const oldest = agents.size >= MAX_AGENTS ? agents.entries().next().value : undefined;
  if (oldest) {
    agents.delete(oldest[0]);
    oldest[1].close().catch(() => undefined);
  }
  resolveHost ??= hostResolver();
  const agent = newAgent(trustedHost, resolveHost);
  agents.set(trustedHost, agent);
  return agent;
}

function newAgent(trustedHost: string, resolve: Resolve): Agent {
  return new Agent({
    connect: portalConnector(trustedHost, resolve, CONNECT_MS),
    // Long enough for the requests of one sign-in, too short to meet a connection that is closing.
    keepAliveTimeout: 2000,
    keepAliveMaxTimeout: 2000,
    connections: 64,
  });
}
