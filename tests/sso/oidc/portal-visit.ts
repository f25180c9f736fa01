import { expect } from 'vitest';
import { failurePage } from '@/app/sso/sso-pages';
import {
  sessions,
  ssoIdentities,
  ssoPendingLinks,
  ssoSessions,
  ssoUsed,
  users,
} from '@/drizzle/schema';
import { db } from '@/lib/db';
import { runInRequestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { type Admission, admitPerson } from '@/lib/sso/admit-person';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import { beginSignIn } from '@/lib/sso/oidc/begin-sign-in';
import { forgetProviders } from '@/lib/sso/oidc/forget-providers';
import { receiveAnswer } from '@/lib/sso/oidc/receive-answer';
import { type Asked, type OidcAttempt, openAttempt, sealAttempt } from '@/lib/sso/sign-in-attempt';
import { attemptCookie } from '@/lib/sso/sso-cookies';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import { oidcConnection } from '@/lib/utilities/portal-rules';
import type { OidcConnection } from '@/lib/utilities/utility';
import { lines } from '@/tests/support/captured-pino';
import type { AuthorizeOptions, Person, TestProvider } from '@/tests/support/test-provider';
import { testRequest } from '@/tests/support/test-request';
import { NOON, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import type { Settings } from '@/tests/support/utility-settings';

export const alice: Person = {
  sub: 'sub-of-alice',
  preferred_username: 'alice',
  name: 'Alice Archer',
  email: 'alice@mail.example',
  roles: ['reps'],
};

/** What a portal's answer came to, and the page that the person got where they did not come in. */
export interface Came {
  outcome: Admission | SsoFailure;
  page: { status: number; text: string } | null;
}

interface Trip {
  person?: Person;
  asked?: Partial<Asked>;
  portal?: AuthorizeOptions;
}

/** The clocks of the product and of the portal; a test that is about time moves them. */
export const clock = { here: NOON, portal: NOON };

export type PortalVisit = Awaited<ReturnType<typeof portalVisit>>;
type SsoSettings = Partial<Extract<NonNullable<Settings['sso']>, { kind: 'oidc' }>>;

/**
 * A utility at the test provider, and a browser that signs in there: everything between the plain link
 * and the session, over HTTP, in the order of the redirect address (app/api/auth/callback/portal). The
 * test file puts `captured-pino` in pino's place.
 */
export async function portalVisit(
  provider: TestProvider,
  { sso, ...settings }: Omit<Settings, 'sso'> & { sso?: SsoSettings } = {},
  clientSecret = provider.clientSecret,
) {
  const utility = await testUtility(
    {
      signIn: 'both',
      ...settings,
      sso: {
        kind: 'oidc',
        issuer: provider.issuer,
        clientId: provider.clientId,
        clientSecret: `\${OIDC_SECRET}`,
        roles: { CSR: ['reps'], CSA: ['admins'] },
        ...sso,
      },
    },
    { 'sso.clientSecret': clientSecret },
  );
  const scope = testScope(utility, { now: () => clock.here });
  const jar = new Map<string, string>();
  const secrets = new Set([clientSecret]);

  /** The plain link: the browser leaves for the portal. */
  async function begin(asked: Partial<Asked> = {}) {
    const usual = { mustBeFresh: false, returnTo: '/home', purpose: { kind: 'sign_in' } } as const;
    const begun = await beginSignIn(scope, connectionOf(scope), { ...usual, ...asked });
    const { name } = attemptCookie(domainOf(scope), begun.attempt.state);
    jar.set(name, sealAttempt(scope.utility.utilityId, name, begun.attempt));
    const { state, nonce, codeVerifier } = begun.attempt;
    for (const secret of [state, nonce, codeVerifier]) secrets.add(secret);
    return begun;
  }

  /** The browser comes back, with the cookie that it has for this answer. */
  async function comeBack(answer: URL, door = scope): Promise<Came> {
    const state = answer.searchParams.get('state') ?? '';
    const { name } = attemptCookie(domainOf(door), state);
    const value = jar.get(name);
    jar.delete(name);
    const attempt = openAttempt(door.utility.utilityId, name, value ?? '', door.now());
    if (attempt?.protocol === 'oidc') return answered(attempt, answer, door);
    noteCodes(answer);
    return shown(door, { kind: 'refused', fault: 'not_asked_here', detail: 'no attempt' });
  }

  /** The answer to an attempt of which the cookie is believed. */
  async function answered(attempt: OidcAttempt, answer: URL, door = scope): Promise<Came> {
    noteCodes(answer);
    const arrival = await receiveAnswer(door, connectionOf(door), attempt, answer.searchParams);
    if (arrival.kind !== 'arrived') return shown(door, arrival);
    const {
      mapping,
      provider: name,
      portalSubject,
      issuedAt,
      portalSession,
      idToken,
      nameId,
    } = arrival;
    if (!mapping.person) {
      const faults = mapping.attributes.flatMap(({ target, fault }) =>
        fault ? [`${target}: ${fault}`] : [],
      );
      return shown(door, { kind: 'refused', fault: 'attributes', detail: faults.join() });
    }
    const person = { provider: name, ...mapping.person };
    const arriving = { person, portalSubject, issuedAt, portalSession, idToken, nameId };
    const outcome = await admitPerson(door, arriving, null);
    return outcome.kind === 'signed_in' ? { outcome, page: null } : shown(door, outcome);
  }

  function noteCodes({ searchParams }: URL) {
    for (const code of searchParams.getAll('code')) if (code) secrets.add(code);
  }

  /** From the link to the session. */
  async function signIn({ person = alice, asked, portal }: Trip = {}): Promise<Came> {
    const { address } = await begin(asked);
    return comeBack(provider.authorize(address, person, portal));
  }

  /** The portal does nothing special any more, and the same way leads in. */
  async function expectComesIn(): Promise<void> {
    tellTheTruth(provider);
    expect((await signIn()).outcome).toMatchObject({ kind: 'signed_in' });
  }

  /** Refused with this fault, on the one page; nobody is in, and the log holds the reason and no secret. */
  async function expectRefused(came: Came, fault: AnswerFault, detail?: RegExp): Promise<void> {
    expect(came.outcome).toMatchObject({ kind: 'refused', fault });
    if (detail) expect(came.outcome).toMatchObject({ detail: expect.stringMatching(detail) });
    expect(told().at(-1)).toMatchObject({ sso: fault, requestId: 'test-request' });
    const page = await pageOf(scope, { kind: 'refused', fault: 'state', detail: '' });
    if (fault !== 'not_fresh') expect(came.page).toEqual(page);
    await expectNobodyIn();
    expectNoSecretTold();
  }

  /** The portal cannot be had, so a page that tries again; nobody is in. */
  async function expectUnavailable(came: Came, detail: RegExp): Promise<void> {
    expect(came.outcome).toEqual({
      kind: 'unavailable',
      detail: expect.stringMatching(detail),
    });
    expect(came.page).toEqual(await pageOf(scope, { kind: 'unavailable', detail: '' }));
    await expectNobodyIn();
    expectNoSecretTold();
  }

  function expectNoSecretTold(): void {
    const text = lines.join('\n');
    for (const secret of [...secrets, ...provider.issued]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(encodeURIComponent(secret));
    }
    // No part of a token either, whoever made it.
    expect(text).not.toMatch(/eyJ/);
  }

  return {
    scope,
    jar,
    begin,
    comeBack,
    answered,
    signIn,
    expectComesIn,
    expectRefused,
    expectUnavailable,
    expectNoSecretTold,
  };
}

/** Puts everything back that a test made the portal do, and forgets what it said. */
function tellTheTruth(provider: TestProvider): void {
  provider.document(null);
  provider.tokenClaims(null);
  provider.tokenResponse(null);
  provider.userinfo(undefined);
  provider.setAway(false);
  for (const path of ['/token', '/userinfo', '/jwks']) provider.answerWith(path, null);
  forgetProviders();
}

/** For `beforeEach`: noon on both sides, an empty log, a portal that tells the truth. */
export function startAnew(provider: TestProvider): void {
  Object.assign(clock, { here: NOON, portal: NOON });
  lines.length = 0;
  provider.requests.length = 0;
  provider.issued.length = 0;
  tellTheTruth(provider);
}

/** What the log has, a line each. */
function told(): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line));
}

/** No session, no account, no identity, nothing that waits for an administrator. */
export async function expectNobodyIn(): Promise<void> {
  const tables = [users, sessions, ssoIdentities, ssoSessions, ssoPendingLinks];
  const counts = await Promise.all(tables.map((table) => db().$count(table)));
  expect(counts).toEqual(tables.map(() => 0));
}

/** How many attempts were answered. */
export function answersSpent(): Promise<number> {
  return db().$count(ssoUsed);
}

function connectionOf({ utility }: Scope): OidcConnection {
  const connection = oidcConnection(utility);
  if (!connection) throw new Error(`${utility.utilityId} has no OpenID provider.`);
  return connection;
}

/** The same address with parameters changed, taken away (null), or added once more (a list). */
export function withParameters(answer: URL, change: Record<string, string | string[] | null>): URL {
  const changed = new URL(answer);
  for (const [name, value] of Object.entries(change)) {
    changed.searchParams.delete(name);
    for (const each of [value ?? []].flat()) changed.searchParams.append(name, each);
  }
  return changed;
}

async function shown(door: Scope, outcome: SsoFailure): Promise<Came> {
  return { outcome, page: await pageOf(door, outcome) };
}

async function pageOf({ utility }: Scope, failure: SsoFailure): Promise<Came['page']> {
  const context = testRequest({ utility });
  const response = await runInRequestContext(context, () =>
    failurePage(failure, { returnTo: '/home' }),
  );
  const status = context.response.status ?? response.status;
  return { status, text: await response.text() };
}

function domainOf({ utility }: Scope): string {
  return utility.domains[0];
}
