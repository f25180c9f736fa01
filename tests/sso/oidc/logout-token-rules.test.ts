import { describe, expect, test } from 'vitest';
import { checkLogoutToken, type LogoutTokenInput } from '@/lib/sso/oidc/logout-token-rules';
import { NOON, noonPlus, SECOND } from '@/tests/support/test-scope';

const ISSUER = 'https://portal.example/staff';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const seconds = NOON.getTime() / 1000;

const payload = {
  iss: ISSUER,
  aud: 'csi',
  iat: seconds,
  jti: 'token-1',
  sid: 'session-1',
  events: { [EVENT]: {} },
};

/** What becomes of a good token with these changes; `undefined` leaves a claim out. */
function check(claims: Record<string, unknown> = {}, rest: Partial<LogoutTokenInput> = {}) {
  const changed = Object.entries({ ...payload, ...claims }).filter(([, v]) => v !== undefined);
  return checkLogoutToken({
    header: { alg: 'RS256' },
    payload: Object.fromEntries(changed),
    issuer: ISSUER,
    clientId: 'csi',
    now: NOON,
    skewSeconds: 120,
    ...rest,
  });
}

function faultOf(claims: Record<string, unknown>, rest: Partial<LogoutTokenInput> = {}) {
  const outcome = check(claims, rest);
  return outcome.kind === 'refused' ? outcome.fault : 'good';
}

describe('whom it ends', () => {
  test('is the session that it names', () => {
    expect(check()).toMatchObject({ kind: 'good', ended: { portalSession: 'session-1' } });
    expect(check()).not.toHaveProperty('ended.subject');
  });

  test('is the person that it names', () => {
    const outcome = check({ sid: undefined, sub: 'alice' });
    expect(outcome).toMatchObject({ kind: 'good', ended: { subject: 'alice' } });
    expect(outcome).not.toHaveProperty('ended.portalSession');
  });

  test('is what both name', () => {
    expect(check({ sub: 'alice' })).toMatchObject({
      ended: { portalSession: 'session-1', subject: 'alice' },
    });
  });

  test('has to be said', () => {
    expect(faultOf({ sid: undefined })).toBe('names_no_session');
  });

  test.each([
    ['empty', ''],
    ['a number', 7],
    ['null', null],
    ['a list', ['session-1']],
    ['with a NUL, which the database does not take', 'a\0b'],
    ['half a character', '\ud800'],
    ['longer than anybody needs', 'x'.repeat(1025)],
  ])('is refused where it is %s, also beside a good one', (_, bad) => {
    expect(faultOf({ sid: bad })).toBe('sid_malformed');
    expect(faultOf({ sid: bad, sub: 'alice' })).toBe('sid_malformed');
    expect(faultOf({ sub: bad })).toBe('sub_malformed');
    expect(faultOf({ sid: undefined, sub: bad })).toBe('sub_malformed');
  });

  test('may be as long as a name may be', () => {
    expect(faultOf({ sid: 'x'.repeat(1024), sub: 'x'.repeat(1024) })).toBe('good');
  });
});

describe('what real providers send is taken', () => {
  test.each([undefined, 'JWT', 'jwt', 'logout+jwt', 'application/logout+jwt', 'LOGOUT+JWT'])(
    'typ %s',
    (typ) => {
      expect(faultOf({}, { header: { alg: 'RS256', ...(typ ? { typ } : {}) } })).toBe('good');
    },
  );

  test.each(['at+jwt', 'secevent+jwt', 'dpop+jwt', 'xlogout+jwt', 'logout+jwt ', '', 7, null])(
    'but no other kind of token: typ %j',
    (typ) => {
      expect(faultOf({}, { header: { alg: 'RS256', typ } })).toBe('typ');
    },
  );

  test('an audience alone or in a list, an event with content, other events, claims of their own', () => {
    expect(faultOf({ aud: ['another', 'csi'] })).toBe('good');
    const events = { 'https://portal.example/other': 1, [EVENT]: { reason: 'idle' } };
    expect(faultOf({ events, role: 'x', at_hash: 'y' })).toBe('good');
  });
});

test.each([
  'https://portal.example/staff/',
  'https://portal.example',
  'https://PORTAL.example/staff',
  [ISSUER],
  null,
  undefined,
])('of another issuer it is refused: %j', (iss) => {
  expect(faultOf({ iss })).toBe('iss');
});

test.each(['other', 'csi2', 'CSI', '', [], ['other'], [['csi']], { csi: 'csi' }, null, undefined])(
  'for another client it is refused: %j',
  (aud) => {
    expect(faultOf({ aud })).toBe('aud');
  },
);

describe('its time', () => {
  test.each([
    [120, 'good'],
    [121, 'iat_in_future'],
    [120.001, 'iat_in_future'],
    [-720, 'good'],
    [-721, 'iat_too_old'],
  ])('made %d seconds from now: %s', (off, expected) => {
    expect(faultOf({ iat: seconds + off })).toBe(expected);
  });

  test.each([undefined, null, String(seconds), Number.POSITIVE_INFINITY, Number.NaN, [seconds]])(
    'has to be told as a number: %j',
    (iat) => {
      expect(faultOf({ iat })).toBe('iat_missing');
    },
  );

  test.each([
    [-119, 'good'],
    [-120, 'expired'],
    [-86_400, 'expired'],
    [86_400, 'good'],
  ])('expired %d seconds from now: %s', (off, expected) => {
    expect(faultOf({ exp: seconds + off })).toBe(expected);
  });

  test.each([null, String(seconds + 60), Number.POSITIVE_INFINITY, {}])(
    'of expiry, where there is one, is a number: %j',
    (exp) => {
      expect(faultOf({ exp })).toBe('exp_malformed');
    },
  );

  test('is not made longer by an expiry that is far away', () => {
    expect(faultOf({ iat: seconds - 721, exp: seconds + 86_400 })).toBe('iat_too_old');
  });

  test('is over before it is forgotten, for a server whose clock is behind by the skew too', () => {
    const outcome = check();
    if (outcome.kind !== 'good') throw new Error(outcome.fault);
    expect(outcome.outlivedAt).toEqual(noonPlus((600 + 120 + 120) * SECOND));
    const behind = new Date(outcome.outlivedAt.getTime() - 120 * SECOND + 1);
    expect(faultOf({}, { now: behind })).toBe('iat_too_old');
  });
});

describe('another kind of token is refused', () => {
  test.each([
    undefined,
    null,
    {},
    [],
    EVENT,
    [EVENT],
    { [EVENT]: null },
    { [EVENT]: true },
    { [EVENT]: [] },
    { [EVENT]: '' },
    { [`${EVENT}/`]: {} },
    { 'http://schemas.openid.net/event/frontchannel-logout': {} },
  ])('without the event of a logout: %j', (events) => {
    expect(faultOf({ events })).toBe('events');
  });

  test.each(['n-0S6_WzA2Mj', '', null, 0])('with a nonce: %j', (nonce) => {
    expect(faultOf({ nonce })).toBe('nonce');
  });
});

test.each([undefined, null, '', 7, 'a\0b', 'x'.repeat(1025)])(
  'without a name of its own it could come again, and is refused: %j',
  (jti) => {
    expect(faultOf({ jti })).toBe('jti');
  },
);
