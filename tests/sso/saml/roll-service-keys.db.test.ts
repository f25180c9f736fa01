import { beforeEach, expect, test, vi } from 'vitest';
import { samlKeys, utilities } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import * as certificates from '@/lib/sso/saml/make-certificate';
import {
  ensureServiceKeys,
  fingerprintOf,
  makeServiceKeys,
  retireServiceKeys,
  switchServiceKeys,
} from '@/lib/sso/saml/roll-service-keys';
import { listedKeys, serviceKeys } from '@/lib/sso/saml/service-key-store';
import type { ListedKey } from '@/lib/sso/saml/service-keys';
import { eventsOf } from '@/tests/support/events';
import { testServiceKeys } from '@/tests/support/service-keys';
import { NOON, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

vi.mock('@/lib/sso/saml/make-certificate', async (original) => {
  const actual = await original<typeof certificates>();
  // A real one takes a second; tests/sso/saml/make-certificate makes one.
  const pair = actual.newKeyPair(2048);
  return {
    ...actual,
    makeKey: vi.fn(async (certified: Parameters<typeof actual.makeKey>[0]) =>
      actual.certify(await pair, certified),
    ),
  };
});

let scope: Scope;
const states = (keys: readonly ListedKey[]) =>
  keys.map(({ purpose, state }) => `${purpose} ${state}`);
const keysNow = () => listedKeys(db(), scope.utility.utilityId);
const fingerprints = (keys: readonly ListedKey[], state: string) =>
  keys.filter((key) => key.state === state).map(({ certificate }) => fingerprintOf(certificate));

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'sso', sso: portal }));
});

test('the first keys are used at once: one signs, another opens', async () => {
  const { kind, keys } = await makeServiceKeys(scope);
  expect(kind).toBe('made');
  expect(states(keys)).toEqual(['signing current', 'encryption current']);
  expect(keys[0]?.createdAt).toEqual(NOON);
  const { signing, decryption } = await serviceKeys(db(), 'harbor');
  expect(signing?.certificate).toBe(keys[0]?.certificate);
  expect(decryption.map(({ certificate }) => certificate)).toEqual([keys[1]?.certificate]);
});

test('the next keys are published and open, and sign nothing before they are switched to', async () => {
  await makeServiceKeys(scope);
  const before = await serviceKeys(db(), 'harbor');
  const { kind, keys } = await makeServiceKeys(scope);
  expect(kind).toBe('made_next');
  expect(states(keys)).toEqual([
    'signing current',
    'signing next',
    'encryption current',
    'encryption next',
  ]);
  const after = await serviceKeys(db(), 'harbor');
  expect(after.signing).toEqual(before.signing);
  expect(after.decryption).toHaveLength(2);
  expect(after.published.signing).toHaveLength(2);
});

test('the next keys are not replaced by newer ones: a portal may have them already', async () => {
  await testServiceKeys(scope, 'current', 'next');
  const before = await keysNow();
  expect(await makeServiceKeys(scope)).toEqual({ kind: 'next_is_there', keys: before });
  expect(await keysNow()).toEqual(before);
});

test('switched, the next keys sign and stand first, and the ones before still open', async () => {
  await testServiceKeys(scope, 'current', 'next');
  const before = await keysNow();
  const { kind, keys } = await switchServiceKeys(scope);
  expect(kind).toBe('switched');
  expect(fingerprints(keys, 'current')).toEqual(fingerprints(before, 'next'));
  expect(fingerprints(keys, 'former')).toEqual(fingerprints(before, 'current'));
  expect(fingerprints(keys, 'next')).toEqual([]);
  const { signing, decryption, published } = await serviceKeys(db(), 'harbor');
  expect(signing?.certificate).toBe(keys[0]?.certificate);
  expect(decryption).toHaveLength(2);
  expect(published.encryption[0]).toBe(
    keys.find((key) => key.purpose === 'encryption')?.certificate,
  );
});

test('without next keys there is nothing to switch to, and nothing changes', async () => {
  await testServiceKeys(scope, 'current');
  const before = await keysNow();
  expect(await switchServiceKeys(scope)).toEqual({ kind: 'no_next', keys: before });
  expect(await keysNow()).toEqual(before);
});

test('while former keys are there no switch makes others former', async () => {
  await testServiceKeys(scope, 'current', 'next', 'former');
  const before = await keysNow();
  expect(await switchServiceKeys(scope)).toEqual({ kind: 'former_is_there', keys: before });
  expect(await keysNow()).toEqual(before);
});

test('retired, the former keys are gone, and the others stay', async () => {
  await testServiceKeys(scope, 'current', 'next', 'former');
  const { kind, keys } = await retireServiceKeys(scope);
  expect(kind).toBe('retired');
  expect(states(keys)).toEqual([
    'signing current',
    'signing next',
    'encryption current',
    'encryption next',
  ]);
});

test('without former keys nothing is retired', async () => {
  await testServiceKeys(scope, 'current');
  const before = await keysNow();
  expect(await retireServiceKeys(scope)).toEqual({ kind: 'no_former', keys: before });
  expect(await keysNow()).toEqual(before);
});

test('keys of other utilities are left alone', async () => {
  const valley = testScope(await testUtility({ utility: 'valley', signIn: 'sso', sso: portal }));
  await testServiceKeys(valley, 'current', 'next');
  await testServiceKeys(scope, 'current', 'next');
  await switchServiceKeys(scope);
  await retireServiceKeys(scope);
  expect(states(await listedKeys(db(), 'valley'))).toEqual([
    'signing current',
    'signing next',
    'encryption current',
    'encryption next',
  ]);
});

test('every change stands in the audit list, by the certificates that it concerned', async () => {
  const made = await makeServiceKeys(scope);
  const next = await makeServiceKeys(scope);
  await makeServiceKeys(scope);
  await switchServiceKeys(scope);
  await switchServiceKeys(scope);
  await retireServiceKeys(scope);
  await retireServiceKeys(scope);
  const first = fingerprints(made.keys, 'current');
  const second = fingerprints(next.keys, 'next');
  const told = (await eventsOf(scope)).map(({ type, details }) => [type, details]);
  const event = (act: string, [signing, encryption]: string[]) => [
    'sso.keys_changed',
    {
      act,
      certificates: [
        { purpose: 'signing', sha256: signing },
        { purpose: 'encryption', sha256: encryption },
      ],
    },
  ];
  expect(told).toEqual([
    event('made', first),
    event('made_next', second),
    event('switched', second),
    event('retired', first),
  ]);
});

test('two operators who make the first keys at once make them once', async () => {
  let waiting = 0;
  let letGo = () => {};
  const both = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const real = vi.mocked(certificates.makeKey).getMockImplementation();
  for (let call = 0; call < 4; call += 1) {
    vi.mocked(certificates.makeKey).mockImplementationOnce(async (certified) => {
      waiting += 1;
      if (waiting === 4) letGo();
      await both;
      return (real as typeof certificates.makeKey)(certified);
    });
  }
  const outcomes = await Promise.all([makeServiceKeys(scope), makeServiceKeys(scope)]);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['changed_meanwhile', 'made']);
  expect(states(await keysNow())).toEqual(['signing current', 'encryption current']);
  expect(await eventsOf(scope, 'sso.keys_changed')).toHaveLength(1);
});

test('two operators who switch at once switch once', async () => {
  await testServiceKeys(scope, 'current', 'next');
  const outcomes = await Promise.all([switchServiceKeys(scope), switchServiceKeys(scope)]);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['no_next', 'switched']);
  expect(await eventsOf(scope, 'sso.keys_changed')).toHaveLength(1);
});

test('keys of a utility that was removed meanwhile are not made', async () => {
  await db().delete(utilities);
  await expect(makeServiceKeys(scope)).rejects.toThrow('harbor was removed');
  expect(await db().select().from(samlKeys)).toEqual([]);
});

test('a SAML utility without keys gets its first ones, once', async () => {
  expect(await ensureServiceKeys(scope)).toBe(true);
  const keys = await keysNow();
  expect(states(keys)).toEqual(['signing current', 'encryption current']);
  expect(await ensureServiceKeys(scope)).toBe(false);
  expect(await keysNow()).toEqual(keys);
});

test('a utility that prepares for a SAML portal gets keys too, one without gets none', async () => {
  const prepares = testScope(await testUtility({ utility: 'valley', sso: portal }));
  const standalone = testScope(await testUtility({ utility: 'summit' }));
  expect(await ensureServiceKeys(prepares)).toBe(true);
  expect(await ensureServiceKeys(standalone)).toBe(false);
});
