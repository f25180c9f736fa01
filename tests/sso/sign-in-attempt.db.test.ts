import { beforeEach, describe, expect, test } from 'vitest';
import { NOBODY_KNOWS } from '@/lib/sso/last-session-rules';
import { heldTo, openAttempt, type SignInAttempt, sealAttempt } from '@/lib/sso/sign-in-attempt';
import { attemptCookie, isAttemptCookie } from '@/lib/sso/sso-cookies';
import { restartedWith } from '@/tests/support/settings';

const NAME = 'csi-sso-abcdefghijklmnop';
const STARTED = Date.UTC(2026, 2, 2, 12);
const MINUTE = 60_000;

const attempt: SignInAttempt = {
  protocol: 'oidc',
  state: 'state',
  nonce: 'nonce',
  codeVerifier: 'verifier',
  issuer: 'https://portal.example',
  startedAt: STARTED,
  mustBeFresh: false,
  returnTo: '/home',
  purpose: { kind: 'sign_in' },
};

const at = (ms: number) => new Date(STARTED + ms);
let sealed: string;

beforeEach(() => {
  sealed = sealAttempt('harbor', NAME, attempt);
});

test('an attempt comes back as it was', () => {
  expect(openAttempt('harbor', NAME, sealed, at(0))).toEqual(attempt);
});

test('an attempt is good for 15 minutes', () => {
  expect(openAttempt('harbor', NAME, sealed, at(15 * MINUTE - 1))).toEqual(attempt);
  expect(openAttempt('harbor', NAME, sealed, at(15 * MINUTE))).toBeNull();
});

describe('an attempt opens nothing', () => {
  test('at another utility', () => {
    expect(openAttempt('valley', NAME, sealed, at(0))).toBeNull();
  });

  test('in another attempt’s cookie', () => {
    expect(openAttempt('harbor', `${NAME.slice(0, -1)}q`, sealed, at(0))).toBeNull();
  });

  test('when a letter of it is changed, wherever', () => {
    for (let i = 0; i < sealed.length; i += 1) {
      const other = sealed[i] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, i) + other + sealed.slice(i + 1);
      // The last letter of base64url may hold bits that are no part of the bytes.
      const opened = openAttempt('harbor', NAME, changed, at(0));
      expect(opened === null || i === sealed.length - 1).toBe(true);
    }
  });

  test.each([
    ['nothing', ''],
    ['a dot', '.'],
    ['letters', 'x.y'],
    ['a key of nobody', '00000000.AAAA'],
    ['JSON', 'null'],
    ['very long', 'a'.repeat(5000)],
  ])('when it is made up: %s', (_, value) => {
    expect(openAttempt('harbor', NAME, value, at(0))).toBeNull();
  });
});

test('an attempt outlives a roll of AUTH_SECRET, and not its end', () => {
  const before = process.env.AUTH_SECRET ?? '';
  const newest = 'brand-new-secret'.padEnd(40, '.');
  restartedWith({ AUTH_SECRET: `${newest},${before}` });
  expect(openAttempt('harbor', NAME, sealed, at(0))).toEqual(attempt);
  restartedWith({ AUTH_SECRET: newest });
  expect(openAttempt('harbor', NAME, sealed, at(0))).toBeNull();
});

describe('an attempt that is held to what came up since it began', () => {
  const demand = { since: at(5 * MINUTE), again: true, lenient: false };

  test('must prove what it had not to prove at its start', () => {
    expect(heldTo(attempt, demand)).toMatchObject({
      mustBeFresh: true,
      freshSince: STARTED + 5 * MINUTE,
      lenient: false,
    });
  });

  test('must be of the attempt where nobody knows since when, and of no later moment', () => {
    const unknown = { ...demand, since: NOBODY_KNOWS };
    const asked = { ...attempt, mustBeFresh: true };
    for (const begun of [attempt, asked]) {
      expect(heldTo(begun, unknown)).toMatchObject({ mustBeFresh: true, freshSince: STARTED });
    }
  });

  test('must prove no less than before', () => {
    const strict = { ...attempt, mustBeFresh: true };
    expect(heldTo(strict, { ...demand, since: at(-MINUTE), lenient: true })).toMatchObject({
      freshSince: STARTED,
      lenient: false,
    });
    const mild = { ...strict, freshSince: STARTED - 9 * MINUTE, lenient: true };
    expect(heldTo(mild, { ...demand, since: at(-MINUTE), lenient: true })).toMatchObject({
      freshSince: STARTED - MINUTE,
      lenient: true,
    });
  });
});

test('each attempt has a cookie of its own, which only https and its host can set', () => {
  const one = attemptCookie('csi.harbor.example', 'one');
  expect(one.name).toMatch(/^__Host-csi-sso-[A-Za-z0-9_-]{16}$/);
  expect(one.name).not.toBe(attemptCookie('csi.harbor.example', 'two').name);
  expect(one.options).toEqual({
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: true,
    maxAge: 900,
  });
  expect(isAttemptCookie('csi.harbor.example', one.name)).toBe(true);
  expect(isAttemptCookie('csi.harbor.example', '__Host-csi-sso-fresh')).toBe(false);
  expect(isAttemptCookie('harbor.localhost:3000', one.name)).toBe(false);
  const local = attemptCookie('harbor.localhost:3000', 'one');
  expect(local.name).toMatch(/^csi-sso-[A-Za-z0-9_-]{16}$/);
  expect(local.options.secure).toBe(false);
});
