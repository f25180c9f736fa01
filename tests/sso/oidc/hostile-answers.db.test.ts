import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import { heldTo } from '@/lib/sso/sign-in-attempt';
import {
  alice,
  answersSpent,
  clock,
  expectNobodyIn,
  type PortalVisit,
  portalVisit,
  startAnew,
  withParameters,
} from '@/tests/sso/oidc/portal-visit';
import { startTestProvider, type TestProvider } from '@/tests/support/test-provider';
import { MINUTE, NOON, noonPlus, SECOND } from '@/tests/support/test-scope';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let provider: TestProvider;
let visit: PortalVisit;

beforeAll(async () => {
  provider = await startTestProvider({ path: '/staff', now: () => clock.portal });
});
afterAll(() => provider.stop());

beforeEach(async () => {
  startAnew(provider);
  visit = await portalVisit(provider);
});

const tokenRequests = () => provider.requestsAt('/token').length;

test('an answer that nobody touched comes in, and tells no secret', async () => {
  await visit.expectComesIn();
  visit.expectNoSecretTold();
});

describe('refused before anything is sent to the portal: an answer', () => {
  const elsewhere = 'https://evil.example';
  type Change = Parameters<typeof withParameters>[1];
  type Make = (answer: URLSearchParams) => Change;

  test.each<[string, AnswerFault, Make]>([
    ['without a state', 'not_asked_here', () => ({ state: null })],
    ['with an empty state', 'not_asked_here', () => ({ state: '' })],
    ['with another state', 'not_asked_here', () => ({ state: 'x'.repeat(43) })],
    ['with another state first', 'not_asked_here', (a) => ({ state: ['x', state(a)] })],
    ['with a second state', 'state', (a) => ({ state: [state(a), 'x'] })],
    ['with its state twice', 'state', (a) => ({ state: [state(a), state(a)] })],
    ['without a code', 'malformed_answer', () => ({ code: null })],
    ['with an empty code', 'malformed_answer', () => ({ code: '' })],
    ['with two codes', 'malformed_answer', (a) => ({ code: [code(a), 'x'] })],
    ['of another provider', 'issuer', () => ({ iss: elsewhere })],
    ['of the same provider for others', 'issuer', () => ({ iss: provider.origin })],
    ['whose issuer has a slash more', 'issuer', (a) => ({ iss: `${a.get('iss')}/` })],
    ['without the issuer that is always told', 'issuer', () => ({ iss: null })],
    ['with an empty issuer', 'issuer', () => ({ iss: '' })],
    ['of two issuers', 'issuer', (a) => ({ iss: [String(a.get('iss')), elsewhere] })],
    ['in a token of its own (JARM)', 'malformed_answer', () => ({ response: 'eyJ.eyJ.x' })],
    ['with an ID token in the address', 'malformed_answer', () => ({ id_token: 'eyJ.eyJ.x' })],
    ['with an access token in the address', 'malformed_answer', () => ({ token: 'eyJ' })],
    ['that says no', 'portal_refused', () => ({ error: 'access_denied', code: null })],
    ['that says no and gives a code', 'portal_refused', () => ({ error: 'login_required' })],
    ['that says no twice', 'malformed_answer', () => ({ error: ['access_denied', 'x'] })],
  ])('%s', async (_, fault, change) => {
    const { address } = await visit.begin();
    const answer = provider.authorize(address, alice);
    const came = await visit.comeBack(withParameters(answer, change(answer.searchParams)));
    await visit.expectRefused(came, fault);
    expect(tokenRequests()).toBe(0);
    await visit.expectComesIn();
  });

  function state(answer: URLSearchParams): string {
    return answer.get('state') ?? '';
  }

  function code(answer: URLSearchParams): string {
    return answer.get('code') ?? '';
  }
});

test('what the portal says instead of signing in is told to the operator in one line', async () => {
  const { address } = await visit.begin();
  const error = `access_denied\r\nforged: line${'x'.repeat(5000)}`;
  const answer = provider.authorize(address, alice, { error, errorDescription: 'eyJ secret' });
  const came = await visit.comeBack(answer);
  await visit.expectRefused(came, 'portal_refused', /^error=access_denied\?\?forged: linex+$/);
  expect(JSON.stringify(came.outcome).length).toBeLessThan(250);
});

describe('an attempt whose cookie is believed', () => {
  test.each([
    ['takes no answer without a state', null],
    ['takes no answer with another state', 'x'.repeat(43)],
  ])('%s', async (_, state) => {
    const { address, attempt } = await visit.begin();
    const answer = withParameters(provider.authorize(address, alice), { state });
    await visit.expectRefused(await visit.answered(attempt, answer), 'state');
    expect(tokenRequests()).toBe(0);
  });

  test('is used up by whatever came: the good answer behind a bad one does not come in', async () => {
    const { address, attempt } = await visit.begin();
    const answer = provider.authorize(address, alice);
    await visit.answered(attempt, withParameters(answer, { iss: 'https://evil.example' }));
    await visit.expectRefused(await visit.answered(attempt, answer), 'used_already');
    expect(await answersSpent()).toBe(1);
  });
});

describe('a stranger’s code', () => {
  test('in the answer of this browser is worth nothing: it was given to another verifier', async () => {
    const mallory = await portalVisit(provider);
    const theirs = provider.authorize((await mallory.begin()).address, {
      ...alice,
      sub: 'mallory',
    });
    const answer = provider.authorize((await visit.begin()).address, alice);
    const injected = withParameters(answer, { code: theirs.searchParams.get('code') });
    const came = await visit.comeBack(injected);
    await visit.expectRefused(came, 'token_endpoint', /^error=invalid_grant$/);
  });

  test('is worth nothing at a portal without PKCE either: its nonce is another browser’s', async () => {
    const mallory = await portalVisit(provider);
    const { attempt } = await mallory.begin();
    provider.tokenClaims({ sub: 'mallory', nonce: attempt.nonce });
    await visit.expectRefused(await visit.signIn(), 'nonce');
    await visit.expectComesIn();
  });

  test('and state, opened in this browser, sign nobody in: it never asked', async () => {
    const mallory = await portalVisit(provider);
    const theirs = provider.authorize((await mallory.begin()).address, alice);
    await visit.expectRefused(await visit.comeBack(theirs), 'not_asked_here');
    expect((await mallory.comeBack(theirs)).outcome).toMatchObject({ kind: 'signed_in' });
  });

  test('that the portal never gave out is refused by it', async () => {
    const answer = provider.authorize((await visit.begin()).address, alice);
    const came = await visit.comeBack(withParameters(answer, { code: 'made-up' }));
    await visit.expectRefused(came, 'token_endpoint', /^error=invalid_grant$/);
    await visit.expectComesIn();
  });
});

describe('the same answer', () => {
  test('comes in once in one browser', async () => {
    const answer = provider.authorize((await visit.begin()).address, alice);
    expect((await visit.comeBack(answer)).outcome).toMatchObject({ kind: 'signed_in' });
    const again = await visit.comeBack(answer);
    expect(again.outcome).toMatchObject({ kind: 'refused', fault: 'not_asked_here' });
  });

  test('comes in once with a cookie that somebody kept, and is not sent to the portal again', async () => {
    const { address, attempt } = await visit.begin();
    const answer = provider.authorize(address, alice);
    await visit.answered(attempt, answer);
    const again = await visit.answered(attempt, answer);
    expect(again.outcome).toMatchObject({ kind: 'refused', fault: 'used_already' });
    expect(tokenRequests()).toBe(1);
    visit.expectNoSecretTold();
  });

  test('on six servers at once comes in exactly once', async () => {
    const { address, attempt } = await visit.begin();
    const answer = provider.authorize(address, alice);
    const servers = Array.from({ length: 6 }, () => visit.answered(attempt, answer));
    const outcomes = (await Promise.all(servers)).map(({ outcome }) =>
      outcome.kind === 'refused' ? outcome.fault : outcome.kind,
    );
    expect(outcomes.sort()).toEqual(['signed_in', ...Array(5).fill('used_already')]);
    expect(tokenRequests()).toBe(1);
    expect(await db().$count(users)).toBe(1);
  });
});

describe('an attempt that began', () => {
  test('at another utility of the same portal comes in there only', async () => {
    const valley = await portalVisit(provider, { utility: 'valley' });
    const answer = provider.authorize((await valley.begin()).address, alice);
    // The browser has the cookie: whoever carries it over, by hand or by a shared parent domain.
    for (const [name, value] of valley.jar) visit.jar.set(name, value);
    await visit.expectRefused(await visit.comeBack(answer), 'not_asked_here');
    expect((await valley.comeBack(answer)).outcome).toMatchObject({
      kind: 'signed_in',
      account: { utilityId: 'valley' },
    });
  });

  test('at another utility does not even where its cookie is believed: the redirect address is another', async () => {
    const valley = await portalVisit(provider, { utility: 'valley' });
    const { address, attempt } = await valley.begin();
    const came = await visit.answered(attempt, provider.authorize(address, alice));
    await visit.expectRefused(came, 'token_endpoint', /^error=invalid_grant$/);
  });

  test('before the utility went to another provider comes in by neither', async () => {
    const { address, attempt } = await visit.begin();
    const answer = provider.authorize(address, alice);
    const other = await startTestProvider({ now: () => NOON });
    try {
      const moved = await portalVisit(other);
      const came = await moved.answered(attempt, answer);
      await moved.expectRefused(came, 'issuer', /^the provider has been changed/);
      expect(other.requests).toEqual([]);
      expect(tokenRequests()).toBe(0);
      await moved.expectComesIn();
    } finally {
      await other.stop();
    }
  });

  test('fifteen minutes ago is forgotten, and a moment less long is not', async () => {
    for (const [ms, kind] of [
      [15 * MINUTE, 'refused'],
      [15 * MINUTE - 1, 'signed_in'],
    ] as const) {
      Object.assign(clock, { here: NOON, portal: NOON });
      const { address } = await visit.begin();
      Object.assign(clock, { here: noonPlus(ms), portal: noonPlus(ms) });
      const came = await visit.comeBack(provider.authorize(address, alice));
      expect(came.outcome).toMatchObject({ kind });
      if (kind === 'refused') await visit.expectRefused(came, 'not_asked_here');
    }
  });
});

describe('where the portal must have asked for the password', () => {
  const asked = { mustBeFresh: true };
  const start = NOON.getTime() / 1000;

  /** The person is at the portal for a minute. */
  async function afterAMinute(authTime: unknown, { off = 0 } = {}) {
    const portal = (ms: number) => noonPlus(off * SECOND + ms);
    Object.assign(clock, { here: NOON, portal: portal(0) });
    const { address } = await visit.begin(asked);
    Object.assign(clock, { here: noonPlus(MINUTE), portal: portal(MINUTE) });
    provider.tokenClaims({ auth_time: authTime });
    return visit.comeBack(provider.authorize(address, alice));
  }

  test.each<[string, AnswerFault, RegExp, unknown]>([
    ['that does not say when it asked', 'not_fresh', /^auth_time_missing$/, undefined],
    ['that says 0', 'not_fresh', /^auth_time_missing$/, 0],
    ['that says when in letters', 'id_token', /auth_time/, `${start + 30}`],
    ['that says nothing in a word', 'id_token', /auth_time/, null],
    ['that says a time before time', 'id_token', /auth_time/, -1],
    ['that asked an hour ago', 'not_fresh', /^auth_time_old$/, start - 3600],
    ['that asked six seconds before we did', 'not_fresh', /^auth_time_old$/, start - 6],
  ])('one %s is refused', async (_, fault, detail, authTime) => {
    await visit.expectRefused(await afterAMinute(authTime), fault, detail);
    const truthful = await afterAMinute(start + 30);
    expect(truthful.outcome).toMatchObject({ kind: 'signed_in' });
  });

  test.each([90, -90])('its own clock counts, %i seconds off ours', async (off) => {
    const old = await afterAMinute(start + off - 6, { off });
    await visit.expectRefused(old, 'not_fresh', /^auth_time_old$/);
    const fresh = await afterAMinute(start + off - 5, { off });
    expect(fresh.outcome).toMatchObject({ kind: 'signed_in' });
  });

  test('an address without the demand, as somebody at the PC can make it, helps nobody', async () => {
    const { address } = await visit.begin(asked);
    const edited = withParameters(new URL(address), { prompt: null, max_age: null });
    const authTime = start - 3600;
    const came = await visit.comeBack(provider.authorize(edited, alice, { authTime }));
    await visit.expectRefused(came, 'not_fresh');
    expect(came.page?.status).toBe(403);
  });

  test('a utility that does not want it takes any time', async () => {
    visit = await portalVisit(provider, { sso: { reauthAfterIdle: false } });
    const came = await visit.signIn({ asked, portal: { authTime: null } });
    expect(came.outcome).toMatchObject({ kind: 'signed_in' });
  });
});

describe('a tab that stood at the portal before somebody came in and went', () => {
  const second = (n: number) => NOON.getTime() / 1000 + n;

  /** Begun at noon, the password typed at half a minute, the tab answered at two minutes. */
  async function answeredLate(demand: { since: Date; lenient: boolean } | null, authTime: unknown) {
    Object.assign(clock, { here: NOON, portal: NOON });
    const { address, attempt } = await visit.begin();
    Object.assign(clock, { here: noonPlus(2 * MINUTE), portal: noonPlus(2 * MINUTE) });
    provider.tokenClaims({ auth_time: authTime });
    const held = demand ? heldTo(attempt, { ...demand, again: true }) : attempt;
    return visit.answered(held, provider.authorize(address, alice));
  }

  const signedOut = { since: noonPlus(MINUTE), lenient: false };

  test('lets nobody walk in by the session that was left there', async () => {
    const came = await answeredLate(signedOut, second(30));
    await visit.expectRefused(came, 'not_fresh', /^auth_time_old$/);
  });

  test('lets in who has typed the password since', async () => {
    const came = await answeredLate(signedOut, second(90));
    expect(came.outcome).toMatchObject({ kind: 'signed_in' });
  });

  test('is forgiven for not saying when, only where the portal itself said that it is over', async () => {
    const silent = await answeredLate(signedOut, undefined);
    await visit.expectRefused(silent, 'not_fresh', /^auth_time_missing$/);
    const forgiven = await answeredLate({ ...signedOut, lenient: true }, undefined);
    expect(forgiven.outcome).toMatchObject({ kind: 'signed_in' });
  });

  test('that still says so is not', async () => {
    const old = await answeredLate({ ...signedOut, lenient: true }, second(30));
    await visit.expectRefused(old, 'not_fresh', /^auth_time_old$/);
  });
});

test('nobody is in before anybody came', async () => {
  await visit.begin();
  await expectNobodyIn();
});
