import { describe, expect, test } from 'vitest';
import { arrivalOfAnswer, arrivalOfUnaskedAnswer } from '@/lib/sso/saml/arrival-of-answer';
import type { VerifiedAnswer } from '@/lib/sso/saml/kept-arrival';
import type { SamlAttempt } from '@/lib/sso/sign-in-attempt';
import type { SamlConnection } from '@/lib/utilities/utility';
import { connectionOf } from '@/tests/support/sso-connection';

const NOON = Date.UTC(2026, 2, 2, 12);
const SECOND = 1000;

const connection: SamlConnection = {
  ...connectionOf({ kind: 'saml', roles: { CSR: ['reps'] } }),
  kind: 'saml',
  portalName: null,
  metadataAddress: null,
  trustUnsolicited: true,
  signRequests: true,
  provision: 'create',
  reauthAfterIdle: true,
};

const answer = (change: Partial<VerifiedAnswer> = {}): VerifiedAnswer => ({
  kind: 'verified',
  request: '_r',
  provider: 'saml:urn:portal',
  nameId: { value: 'alice-7', format: 'urn:f', nameQualifier: null, spNameQualifier: 'urn:s' },
  attributes: { NameID: 'alice-7', uid: 'alice', roles: 'reps' },
  sessionIndex: '_s',
  issuedAt: NOON,
  authnInstant: NOON - 10 * SECOND,
  receivedAt: NOON,
  target: null,
  evidence: null,
  ...change,
});

const attempt = (change: Partial<SamlAttempt> = {}): SamlAttempt => ({
  protocol: 'saml',
  state: '_r',
  provider: 'saml:urn:portal',
  startedAt: NOON - 20 * SECOND,
  mustBeFresh: false,
  isForced: false,
  returnTo: '/home',
  purpose: { kind: 'sign_in' },
  ...change,
});

const faultOf = (arrival: ReturnType<typeof arrivalOfAnswer>) =>
  arrival.kind === 'refused' ? arrival.detail : null;

test('an arrival has the person, the session and what a sign-out must repeat', () => {
  expect(arrivalOfAnswer(connection, answer(), attempt())).toMatchObject({
    kind: 'arrived',
    provider: 'saml:urn:portal',
    portalSubject: 'alice-7',
    portalSession: '_s',
    idToken: null,
    nameId: { format: 'urn:f', nameQualifier: null, spNameQualifier: 'urn:s' },
    issuedAt: new Date(NOON),
    notFresh: null,
    mapping: { person: { subject: 'alice-7', username: 'alice', roles: ['CSR'] } },
  });
});

describe('where the portal must have asked for the password', () => {
  const fresh = { mustBeFresh: true, isForced: true };

  test('an AuthnInstant of the attempt will do, and one of before will not', () => {
    const at = (seconds: number) => answer({ authnInstant: NOON - seconds * SECOND });
    // Begun 20 s ago, and five seconds are forgiven.
    expect(faultOf(arrivalOfAnswer(connection, at(25), attempt(fresh)))).toBeNull();
    expect(faultOf(arrivalOfAnswer(connection, at(26), attempt(fresh)))).toBe('auth_time_old');
    expect(faultOf(arrivalOfAnswer(connection, at(3600), attempt()))).toBeNull();
  });

  test('its own clock counts, however wrong that is', () => {
    const off = (seconds: number) =>
      answer({ issuedAt: NOON + 90 * SECOND, authnInstant: NOON + (90 - seconds) * SECOND });
    expect(faultOf(arrivalOfAnswer(connection, off(25), attempt(fresh)))).toBeNull();
    expect(faultOf(arrivalOfAnswer(connection, off(26), attempt(fresh)))).toBe('auth_time_old');
  });

  test('one since the session before was over will do, where that is what was asked', () => {
    const since = attempt({ mustBeFresh: true, freshSince: NOON - 600 * SECOND });
    const at = (seconds: number) => answer({ authnInstant: NOON - seconds * SECOND });
    expect(faultOf(arrivalOfAnswer(connection, at(605), since))).toBeNull();
    expect(faultOf(arrivalOfAnswer(connection, at(606), since))).toBe('auth_time_old');
  });

  test('who holds the answer back makes it fresher by no more than clocks may differ', () => {
    // A session that was over five minutes after the password, and the next person at the PC.
    const over = attempt({ mustBeFresh: true, freshSince: NOON - 10 * SECOND });
    const held = (seconds: number) =>
      answer({ authnInstant: NOON - 310 * SECOND, receivedAt: NOON + seconds * SECOND });
    for (const seconds of [0, 120, 306, 419]) {
      expect(faultOf(arrivalOfAnswer(connection, held(seconds), over))).toBe('auth_time_old');
    }
    // Ten seconds of the attempt, two minutes of the clocks, and five that are forgiven.
    const old = (seconds: number) =>
      answer({ authnInstant: NOON - seconds * SECOND, receivedAt: NOON + 400 * SECOND });
    expect(faultOf(arrivalOfAnswer(connection, old(135), over))).toBeNull();
    expect(faultOf(arrivalOfAnswer(connection, old(136), over))).toBe('auth_time_old');
  });

  test('and not where the utility does not ask for it', () => {
    const lax = { ...connection, reauthAfterIdle: false };
    const old = answer({ authnInstant: NOON - 3600 * SECOND });
    expect(arrivalOfAnswer(lax, old, attempt(fresh))).toMatchObject({
      kind: 'arrived',
      notFresh: 'auth_time_old',
    });
  });
});

describe('an answer that nobody asked for', () => {
  const old = answer({ request: null, authnInstant: NOON - 600 * SECOND });

  test('will do where nothing was to be proved', () => {
    expect(arrivalOfUnaskedAnswer(connection, old, null).kind).toBe('arrived');
  });

  test('must be of since the last session here was over', () => {
    const since = (seconds: number) => ({
      since: new Date(NOON - seconds * SECOND),
      again: true,
      lenient: false,
    });
    expect(faultOf(arrivalOfUnaskedAnswer(connection, old, since(595)))).toBeNull();
    expect(faultOf(arrivalOfUnaskedAnswer(connection, old, since(594)))).toBe('auth_time_old');
  });
});
