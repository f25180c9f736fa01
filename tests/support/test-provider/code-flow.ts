import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Who signs in: `sub` and whatever else the portal knows. */
export interface Person {
  sub: string;
  [claim: string]: unknown;
}

export interface AuthorizeOptions {
  /** In seconds; now when left out, absent with null. */
  authTime?: number | null;
  /** The portal's session; absent when left out. */
  sid?: string;
  /** What the portal says instead of signing in, as `access_denied`. */
  error?: string;
  errorDescription?: string;
  /** `iss` of the answer; the issuer when left out, absent with null. */
  iss?: string | null;
  state?: string | null;
}

export interface Client {
  clientId: string;
  clientSecret: string;
  /** Any absolute address when left out. */
  redirectUris?: string[];
}

interface Grant {
  person: Person;
  redirectUri: string;
  challenge: string;
  expiresAt: number;
  claims: Record<string, unknown>;
}

/** What a token endpoint answers instead of tokens (RFC 6749 §5.2). */
export class Refusal extends Error {
  constructor(
    readonly error: string,
    description: string,
  ) {
    super(description);
  }
}

const CODE_MS = 60_000;

/** Authorization requests, their codes, and what a code is worth: once, with everything it came with. */
export function codeFlow(client: Client, issuer: () => string, now: () => Date) {
  const grants = new Map<string, Grant>();
  const usedUp = new Set<string>();

  return {
    /** @throws Error naming what is wrong with the address that the product made */
    authorize(address: string | URL, person: Person, options: AuthorizeOptions = {}): URL {
      const asked = new URL(address).searchParams;
      const redirectUri = checkRequest(client, asked);
      const callback = new URL(redirectUri);
      const { authTime = seconds(now()), iss = issuer(), state = asked.get('state') } = options;
      if (options.error) {
        callback.searchParams.set('error', options.error);
        const { errorDescription } = options;
        if (errorDescription) callback.searchParams.set('error_description', errorDescription);
      } else {
        const code = randomBytes(16).toString('base64url');
        callback.searchParams.set('code', code);
        const nonce = asked.get('nonce');
        grants.set(code, {
          person,
          redirectUri,
          challenge: String(asked.get('code_challenge')),
          expiresAt: now().getTime() + CODE_MS,
          claims: {
            ...(nonce === null ? {} : { nonce }),
            ...(authTime === null ? {} : { auth_time: authTime }),
            ...(options.sid === undefined ? {} : { sid: options.sid }),
          },
        });
      }
      if (state !== null) callback.searchParams.set('state', state);
      if (iss !== null) callback.searchParams.set('iss', iss);
      return callback;
    },

    /** @throws Refusal */
    redeem(form: URLSearchParams): Grant {
      if (form.get('grant_type') !== 'authorization_code') {
        throw new Refusal('unsupported_grant_type', 'only authorization_code');
      }
      const code = form.get('code') ?? '';
      if (usedUp.has(code)) throw new Refusal('invalid_grant', 'the code was used already');
      const grant = grants.get(code);
      if (!grant) throw new Refusal('invalid_grant', 'no such code');
      grants.delete(code);
      usedUp.add(code);
      if (now().getTime() > grant.expiresAt) throw new Refusal('invalid_grant', 'expired');
      if (form.get('redirect_uri') !== grant.redirectUri) {
        throw new Refusal('invalid_grant', 'another redirect_uri');
      }
      const verifier = form.get('code_verifier') ?? '';
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      if (!/^[\w.~-]{43,128}$/.test(verifier) || challenge !== grant.challenge) {
        throw new Refusal('invalid_grant', 'PKCE');
      }
      return grant;
    },
  };
}

function checkRequest({ clientId, redirectUris }: Client, asked: URLSearchParams): string {
  const expected: Record<string, string> = {
    response_type: 'code',
    client_id: clientId,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(expected)) {
    if (asked.get(name) !== value) throw new Error(`${name} is ${asked.get(name)}, not ${value}`);
  }
  for (const name of new Set(asked.keys())) {
    if (asked.getAll(name).length > 1) throw new Error(`${name} stands twice`);
  }
  if (!/^[\w-]{43}$/.test(asked.get('code_challenge') ?? '')) throw new Error('code_challenge');
  if (!asked.get('scope')?.split(' ').includes('openid')) throw new Error('scope lacks openid');
  const redirectUri = asked.get('redirect_uri') ?? '';
  if (!URL.canParse(redirectUri) || (redirectUris && !redirectUris.includes(redirectUri))) {
    throw new Error(`redirect_uri ${redirectUri} is not registered`);
  }
  return redirectUri;
}

export type AuthKind = 'basic' | 'post' | 'bearer' | 'none';

export function authKind(headers: IncomingHttpHeaders, form: URLSearchParams): AuthKind {
  if (/^basic /i.test(headers.authorization ?? '')) return 'basic';
  if (/^bearer /i.test(headers.authorization ?? '')) return 'bearer';
  return form.has('client_secret') ? 'post' : 'none';
}

/** RFC 6749 §2.3.1. @throws Refusal */
export function authenticateClient(
  { clientId, clientSecret }: Client,
  methods: readonly string[],
  { authorization = '' }: IncomingHttpHeaders,
  form: URLSearchParams,
): void {
  const isBasic = /^basic /i.test(authorization);
  if (isBasic && form.has('client_secret')) {
    throw new Refusal('invalid_request', 'two ways of client authentication');
  }
  if (!methods.includes(isBasic ? 'client_secret_basic' : 'client_secret_post')) {
    throw new Refusal('invalid_client', 'this way of client authentication is not offered');
  }
  const given = isBasic ? basicCredentials(authorization) : credentialsOf(form);
  if (given.id !== clientId || given.secret !== clientSecret) {
    throw new Refusal('invalid_client', 'unknown client or wrong secret');
  }
}

function basicCredentials(authorization: string) {
  const text = Buffer.from(authorization.slice('basic '.length), 'base64').toString();
  const [id = '', secret = ''] = text
    .split(':', 2)
    .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
  return { id, secret };
}

function credentialsOf(form: URLSearchParams) {
  return { id: form.get('client_id'), secret: form.get('client_secret') };
}

export function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
