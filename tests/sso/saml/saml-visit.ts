import { expect } from 'vitest';
import { failurePage } from '@/app/sso/sso-pages';
import {
  samlArrivals,
  sessions,
  ssoIdentities,
  ssoPendingLinks,
  ssoSessions,
  users,
} from '@/drizzle/schema';
import { db, inTransaction } from '@/lib/db';
import { runInRequestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { type Admission, admitPerson } from '@/lib/sso/admit-person';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import { faultsIn } from '@/lib/sso/mapping-faults-rules';
import { arrivalOfAnswer } from '@/lib/sso/saml/arrival-of-answer';
import { takeArrival } from '@/lib/sso/saml/arrival-store';
import { beginSamlSignIn } from '@/lib/sso/saml/begin-sign-in';
import { takeProvider } from '@/lib/sso/saml/provider-store';
import { type PostedFields, type Received, receiveResponse } from '@/lib/sso/saml/receive-response';
import { insertServiceKey } from '@/lib/sso/saml/service-key-store';
import { type Asked, openAttempt, sealAttempt } from '@/lib/sso/sign-in-attempt';
import { attemptCookie } from '@/lib/sso/sso-cookies';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import type { SamlConnection } from '@/lib/utilities/utility';
import { lines } from '@/tests/support/captured-pino';
import {
  type AskedBy,
  type How,
  keys,
  type Posted,
  type SamlPerson,
  samlProvider,
  type TestSamlProvider,
} from '@/tests/support/saml-provider';
import { testRequest } from '@/tests/support/test-request';
import { HOUR, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import type { Settings } from '@/tests/support/utility-settings';

export const alice: SamlPerson = {
  nameId: 'name-of-alice',
  attributes: [
    { name: 'uid', values: ['alice'] },
    { name: 'displayName', values: ['Alice Archer'] },
    { name: 'mail', values: ['alice@mail.example'] },
    { name: 'roles', values: ['reps'] },
  ],
};

/** Whom a forged message is about. */
export const mallory: SamlPerson = {
  nameId: 'name-of-mallory',
  attributes: [
    { name: 'uid', values: ['mallory'] },
    { name: 'displayName', values: ['Mallory Mole'] },
    { name: 'mail', values: ['mallory@mail.example'] },
    { name: 'roles', values: ['admins'] },
  ],
};

/** What a portal's answer came to, and the page that the person got where they did not come in. */
export interface Came {
  outcome: Admission | SsoFailure | Exclude<Received, SsoFailure>;
  page: { status: number; text: string } | null;
}

/** The clocks of the product and of the portal; a test that is about time moves them. */
export const clock = { here: NOON, portal: NOON };

/** A portal that tells the truth unless it is told not to. */
export const provider = samlProvider({ now: () => clock.portal });

type SamlSettings = Partial<Extract<NonNullable<Settings['sso']>, { kind: 'saml' }>>;
export type SamlVisit = Awaited<ReturnType<typeof samlVisit>>;

interface Visiting extends Omit<Settings, 'sso'> {
  sso?: SamlSettings;
  /** What the portal's metadata says of its keys; the provider's own when left out. */
  certificates?: string[];
  /** Another one than `provider`. */
  portal?: TestSamlProvider;
}

/**
 * A utility at the test provider, and a browser that signs in there: everything between the plain link and
 * the session, in the order of the consumer and of the page after it (app/sso/saml). The test file puts
 * `captured-pino` in pino's place.
 */
export async function samlVisit({ sso, certificates, portal, ...settings }: Visiting = {}) {
  const utility = await testUtility({
    signIn: 'both',
    ...settings,
    sso: {
      kind: 'saml',
      metadata: 'https://portal.example/metadata',
      roles: { CSR: ['reps'], CSA: ['admins'] },
      ...sso,
    },
  });
  const scope = testScope(utility, { now: () => clock.here });
  await describePortal(utility.utilityId, certificates, portal);
  await takeServiceKeys(utility.utilityId);
  const jar = new Map<string, string>();
  const secrets = new Set<string>();

  /** The plain link: the browser leaves for the portal, which reads what it is asked. */
  async function begin(asked: Partial<Asked> = {}) {
    const usual = { mustBeFresh: false, returnTo: '/home', purpose: { kind: 'sign_in' } } as const;
    const { address, attempt } = await beginSamlSignIn(scope, connectionOf(scope), {
      ...usual,
      ...asked,
    });
    const { name } = attemptCookie(utility.domains[0], attempt.state);
    jar.set(name, sealAttempt(utility.utilityId, name, attempt));
    const request = provider.readRequest(address);
    for (const secret of [request.id, request.relayState ?? '']) secrets.add(secret);
    return request;
  }

  /** The browser posts what the portal made, and goes on where it is sent, with its cookies. */
  async function comeBack(posted: Posted | PostedFields, door = scope): Promise<Came> {
    const fields = fieldsOf(posted);
    for (const field of fields.responses) secrets.add(field);
    const received = await receiveResponse(door, connectionOf(door), fields);
    if (received.kind === 'kept') return finish(received.handle, door);
    if (received.kind === 'refused' || received.kind === 'unavailable') {
      return shown(door, received);
    }
    return { outcome: received, page: null };
  }

  /** The page that the browser is sent to with a handle. */
  async function finish(handle: string, door = scope, cookies = jar): Promise<Came> {
    secrets.add(handle);
    const answer = await takeArrival(door, handle);
    const request = answer?.kind === 'verified' ? (answer.request ?? '') : '';
    const { name } = attemptCookie(door.utility.domains[0], request);
    const attempt = openAttempt(door.utility.utilityId, name, cookies.get(name) ?? '', door.now());
    if (answer?.kind !== 'verified' || attempt?.protocol !== 'saml') {
      return shown(door, { kind: 'refused', fault: 'not_asked_here', detail: 'no attempt' });
    }
    cookies.delete(name);
    const arrival = arrivalOfAnswer(connectionOf(door), answer, attempt);
    if (arrival.kind !== 'arrived') return shown(door, arrival);
    const { mapping, kind: _, ...arriving } = arrival;
    if (!mapping.person) {
      return shown(door, { kind: 'refused', fault: 'attributes', detail: faultsIn(mapping) });
    }
    const person = { provider: arrival.provider, ...mapping.person };
    const outcome = await admitPerson(door, { ...arriving, person }, null);
    return outcome.kind === 'signed_in' ? { outcome, page: null } : shown(door, outcome);
  }

  /** From the link to the session. */
  async function signIn(person = alice, how: How = {}, asked: Partial<Asked> = {}): Promise<Came> {
    return comeBack(provider.respond(await begin(asked), person, how));
  }

  async function expectComesIn(came?: Came): Promise<void> {
    expect((came ?? (await signIn())).outcome).toMatchObject({ kind: 'signed_in' });
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

  /** No piece of any message that came, and nobody's name. */
  function expectNoSecretTold(): void {
    const text = lines.join('\n');
    const told = [...secrets].flatMap(piecesOf).find((piece) => text.includes(piece));
    expect(told).toBeUndefined();
    expect(text).not.toMatch(/alice|mallory|archer|mole/i);
    expect(text).not.toMatch(/<\/?\w+:|Assertion ID|xmlns[:=]/);
  }

  return {
    scope,
    jar,
    begin,
    comeBack,
    finish,
    signIn,
    expectComesIn,
    expectRefused,
    expectNoSecretTold,
  };
}

/** For `beforeEach`: noon on both sides, an empty log. */
export function startAnew(): void {
  Object.assign(clock, { here: NOON, portal: NOON });
  lines.length = 0;
}

/** What an answer that nobody asked for is made for. */
export function unaskedFor({ utility }: Scope): AskedBy {
  const origin = `https://${utility.domains[0]}`;
  return { id: null, issuer: `${origin}/sso/saml/metadata`, acs: `${origin}/sso/saml/acs` };
}

export function fieldsOf(posted: Posted | PostedFields): PostedFields {
  if ('responses' in posted) return posted;
  const { SAMLResponse, RelayState } = posted;
  return { responses: [SAMLResponse], relayStates: RelayState === undefined ? [] : [RelayState] };
}

/** Of what came, so long that none stands in a log by chance. */
function piecesOf(secret: string): string[] {
  const starts = Array.from({ length: Math.min(2_500, secret.length / 8) }, (_, n) => n * 8);
  return starts.map((start) => secret.slice(start, start + 24)).filter(({ length }) => length > 15);
}

/** What the log has, a line each. */
function told(): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line));
}

/** No session, no account, no identity, nothing that waits for an administrator or a browser. */
export async function expectNobodyIn(): Promise<void> {
  const tables = [users, sessions, ssoIdentities, ssoSessions, ssoPendingLinks, samlArrivals];
  const counts = await Promise.all(tables.map((table) => db().$count(table)));
  expect(counts).toEqual(tables.map(() => 0));
}

/** As the metadata of the provider says. */
export function describePortal(
  utilityId: string,
  certificates = [provider.key.base64],
  { entityId, signInAddress, logoutAddress, logoutResponseAddress } = provider,
): Promise<void> {
  const taken = {
    provider: {
      entityId,
      signInAddress,
      logoutAddress,
      logoutResponseAddress: logoutResponseAddress ?? logoutAddress,
      certificates,
      wantsSignedRequests: false,
      validUntil: null,
    },
    source: 'test',
    digest: '00',
    dueAt: null,
  };
  return inTransaction((tx) => takeProvider(tx, utilityId, taken, NOON));
}

/** What the utility signs and opens with; that of another one, made by itself, is another key. */
async function takeServiceKeys(utilityId: string): Promise<void> {
  const { certificate, privateKey } = keys.service;
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const dates = { createdAt: NOON, expiresAt: noonPlus(1000 * HOUR) };
  const key = { certificate, privateKey: pem, ...dates };
  await inTransaction(async (tx) => {
    for (const purpose of ['signing', 'encryption'] as const) {
      await insertServiceKey(tx, utilityId, { purpose, state: 'current', key });
    }
  });
}

export function connectionOf({ utility }: Scope): SamlConnection {
  if (utility.sso?.kind !== 'saml') throw new Error(`${utility.utilityId} has no SAML portal.`);
  return utility.sso;
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
