import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Answer, json, redirect } from '@/tests/support/test-provider/answers';
import {
  type AuthKind,
  type AuthorizeOptions,
  authenticateClient,
  authKind,
  codeFlow,
  type Person,
  Refusal,
  seconds,
} from '@/tests/support/test-provider/code-flow';
import { forgeToken, type SignOptions } from '@/tests/support/test-provider/forge-token';
import {
  type SigningAlg,
  type SigningKeys,
  signingKeys,
} from '@/tests/support/test-provider/signing-keys';

export type { Answer } from '@/tests/support/test-provider/answers';
export type { AuthorizeOptions, Person } from '@/tests/support/test-provider/code-flow';
export type { SignOptions } from '@/tests/support/test-provider/forge-token';

export interface TestProviderOptions {
  /** Of the issuer, as `/tenants/harbor`; none when left out. */
  path?: string;
  /** How the issuer names this machine. */
  host?: 'localhost' | '127.0.0.1';
  port?: number;
  /** ES256 when left out, whose keys are made in no time. */
  alg?: SigningAlg;
  clientId?: string;
  clientSecret?: string;
  /** Any absolute address when left out. */
  redirectUris?: string[];
  /** Ways of client authentication on offer; both when left out. */
  authMethods?: ('client_secret_basic' | 'client_secret_post')[];
  /** How long an ID token lives. */
  tokenSeconds?: number;
  /** The provider's clock. */
  now?: () => Date;
}

export interface SeenRequest {
  method: string;
  path: string;
  auth: AuthKind;
  query: Record<string, string>;
  /** Secrets, codes and tokens stand as `(secret)`. */
  form: Record<string, string>;
}

type Claims = Record<string, unknown>;
type ChangeClaims = Claims | ((claims: Claims) => Claims | string) | null;

export interface TestProvider {
  origin: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  keys: SigningKeys;
  requests: SeenRequest[];
  /** Every code, access token and ID token that it gave out: what no log may hold. */
  issued: string[];
  /** Those at one endpoint, as `/token`. */
  requestsAt(path: string): SeenRequest[];
  sign(claims: object | string, how?: SignOptions): string;
  /** A logout token as OpenID Connect Back-Channel Logout 1.0 has it; undefined drops a claim. */
  logoutToken(claims?: Claims, how?: SignOptions): string;
  /** Changes discovery from now on; undefined drops a field; null changes it back. */
  document(patch: Claims | null): void;
  /** Replaces an endpoint (a path below the issuer, or a whole one); null puts it back. */
  answerWith(path: string, answer: Answer | null): void;
  /**
   * Signs a person in at the authorization address that the product made.
   * @returns where the browser goes next, as the provider tells it
   * @throws Error where a provider would show a page instead: client, redirect address, PKCE
   */
  authorize(address: string | URL, person: Person, options?: AuthorizeOptions): URL;
  /** Changes the ID tokens from now on, and how they are signed; a string is the whole token; null changes it back. */
  tokenClaims(change: ChangeClaims, how?: SignOptions): void;
  /** Changes what the token endpoint answers beside and instead of them; undefined drops a field. */
  tokenResponse(patch: Claims | null): void;
  /** What userinfo says instead of the person's claims; null takes the endpoint away, undefined puts it back. */
  userinfo(claims: Claims | null | undefined): void;
  /** Breaks every connection, from now on or no more. */
  setAway(away: boolean): void;
  stop(): Promise<void>;
  /** Listens again at the same port. */
  restart(): Promise<void>;
}

const DISCOVERY = '/.well-known/openid-configuration';
const SECRETS = ['client_secret', 'code', 'code_verifier', 'logout_token'];

/**
 * An OpenID provider on loopback that does what a real one does, and lies where a test wants it to.
 * It has no pages: `authorize` stands for the person and the browser.
 */
export async function startTestProvider(options: TestProviderOptions = {}): Promise<TestProvider> {
  const {
    path: issuerPath = '',
    host = 'localhost',
    alg = 'ES256',
    clientId = 'csi',
    clientSecret = 'a secret: of+the test',
    authMethods = ['client_secret_basic', 'client_secret_post'],
    tokenSeconds = 300,
    now = () => new Date(),
  } = options;
  const client = { clientId, clientSecret, redirectUris: options.redirectUris };
  const keys = signingKeys(alg);
  const requests: SeenRequest[] = [];
  const issued: string[] = [];
  const replaced = new Map<string, Answer>();
  const accessTokens = new Map<string, Person>();
  const sockets = new Set<Socket>();
  let documentPatch: Claims = {};
  let claimsChange: ChangeClaims = null;
  let signHow: SignOptions = {};
  let tokenPatch: Claims = {};
  let userinfoClaims: Claims | null | undefined;
  let isAway = false;

  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error.stack));
    });
  });
  server.on('connection', (socket) => {
    if (isAway) return socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    return socket;
  });
  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const origin = `http://${host}:${port}`;
  const issuer = `${origin}${issuerPath}`;
  const base = issuer.replace(/\/$/, '');
  const flow = codeFlow(client, () => issuer, now);

  const endpoints: Record<string, Answer> = {
    [DISCOVERY]: (...args) => json(discovery())(...args),
    '/jwks': (...args) => json(keys.publicJwks)(...args),
    '/token': token,
    '/userinfo': userinfo,
    '/logout': logout,
  };

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    const below = pathname.startsWith(new URL(base).pathname.replace(/\/$/, ''))
      ? pathname.slice(new URL(base).pathname.replace(/\/$/, '').length)
      : pathname;
    const form = new URLSearchParams(body);
    requests.push({
      method: request.method ?? '',
      path: below,
      auth: authKind(request.headers, form),
      query: Object.fromEntries(searchParams),
      form: Object.fromEntries(
        [...form].map(([name, value]) => [name, SECRETS.includes(name) ? '(secret)' : value]),
      ),
    });
    const isBelow = pathname === new URL(`${base}${below}`).pathname;
    const answer =
      replaced.get(below) ?? replaced.get(pathname) ?? (isBelow ? endpoints[below] : undefined);
    if (answer) await answer(request, response, body);
    else json({ error: 'not_found' }, 404)(request, response, body);
  }

  function discovery(): Claims {
    const document: Claims = {
      issuer,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      jwks_uri: `${base}/jwks`,
      ...(userinfoClaims === null ? {} : { userinfo_endpoint: `${base}/userinfo` }),
      end_session_endpoint: `${base}/logout`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: authMethods,
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    };
    return patched(document, documentPatch);
  }

  function token(request: IncomingMessage, response: ServerResponse, body: string) {
    const form = new URLSearchParams(body);
    try {
      if (request.method !== 'POST') throw new Refusal('invalid_request', 'only POST');
      authenticateClient(client, authMethods, request.headers, form);
      const { person, claims } = flow.redeem(form);
      const accessToken = randomBytes(16).toString('base64url');
      accessTokens.set(accessToken, person);
      const usual = { ...envelope(), exp: seconds(now()) + tokenSeconds, ...claims, ...person };
      const idToken = changedToken(usual);
      issued.push(String(form.get('code')), accessToken, idToken);
      json(
        {
          access_token: accessToken,
          token_type: 'Bearer',
          expires_in: tokenSeconds,
          id_token: idToken,
          ...tokenPatch,
        },
        200,
        { 'Cache-Control': 'no-store' },
      )(request, response, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const status = error.error === 'invalid_client' ? 401 : 400;
      const said = { error: error.error, error_description: error.message };
      json(said, status)(request, response, body);
    }
  }

  function userinfo(request: IncomingMessage, response: ServerResponse, body: string) {
    const bearer = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const person = accessTokens.get(bearer);
    if (userinfoClaims === null) json({ error: 'not_found' }, 404)(request, response, body);
    else if (person) {
      json(userinfoClaims ? { sub: person.sub, ...userinfoClaims } : person)(
        request,
        response,
        body,
      );
    } else {
      const challenge = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };
      json({ error: 'invalid_token' }, 401, challenge)(request, response, body);
    }
  }

  function logout(request: IncomingMessage, response: ServerResponse, body: string) {
    const asked = new URL(request.url ?? '/', origin).searchParams;
    const back = new URL(asked.get('post_logout_redirect_uri') ?? `${base}/signed-out`);
    const state = asked.get('state');
    if (state !== null) back.searchParams.set('state', state);
    redirect(back.href, 303)(request, response, body);
  }

  function envelope(): Claims {
    return { iss: issuer, aud: clientId, iat: seconds(now()) };
  }

  function changedToken(usual: Claims): string {
    const changed =
      typeof claimsChange === 'function' ? claimsChange(usual) : patched(usual, claimsChange ?? {});
    return typeof changed === 'string' ? changed : forgeToken(keys, changed, signHow);
  }

  function listen(at: number): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  }

  function hangUpAll() {
    for (const socket of sockets) socket.destroy();
  }

  return {
    origin,
    issuer,
    clientId,
    clientSecret,
    keys,
    requests,
    issued,
    requestsAt: (path) => requests.filter((request) => request.path === path),
    sign: (claims, how) => forgeToken(keys, claims, how),
    logoutToken(claims = {}, how = {}) {
      const usual = {
        ...envelope(),
        exp: seconds(now()) + 120,
        jti: randomUUID(),
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      };
      return forgeToken(keys, patched(usual, claims), { typ: 'logout+jwt', ...how });
    },
    document(patch) {
      documentPatch = patch ?? {};
    },
    answerWith(path, answer) {
      if (answer) replaced.set(path, answer);
      else replaced.delete(path);
    },
    authorize: flow.authorize,
    tokenClaims(change, how = {}) {
      claimsChange = change;
      signHow = how;
    },
    tokenResponse(patch) {
      tokenPatch = patch ?? {};
    },
    userinfo(claims) {
      userinfoClaims = claims;
    },
    setAway(away) {
      isAway = away;
      if (away) hangUpAll();
    },
    stop() {
      if (!server.listening) return Promise.resolve();
      const closed = new Promise<void>((done) => server.close(() => done()));
      hangUpAll();
      return closed;
    },
    restart: () => listen(port),
  };
}

function patched(usual: Claims, patch: Claims): Claims {
  const all = Object.entries({ ...usual, ...patch });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}
