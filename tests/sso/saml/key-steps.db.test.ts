import { beforeEach, expect, test, vi } from 'vitest';
import { inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { type KeysStep, stepsToUsableKeys } from '@/lib/sso/saml/key-steps-rules';
import type * as certificates from '@/lib/sso/saml/make-certificate';
import {
  makeServiceKeys,
  retireServiceKeys,
  switchServiceKeys,
} from '@/lib/sso/saml/roll-service-keys';
import { insertServiceKey, listedKeys, serviceKeys } from '@/lib/sso/saml/service-key-store';
import type { KeyState } from '@/lib/sso/saml/service-keys';
import { testKey } from '@/tests/support/service-keys';
import { restartedWith } from '@/tests/support/settings';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

vi.mock('@/lib/sso/saml/make-certificate', async (original) => {
  const actual = await original<typeof certificates>();
  // A real one takes a second; tests/sso/saml/make-certificate makes one.
  const pair = actual.newKeyPair(2048);
  return {
    ...actual,
    makeKey: async (certified: Parameters<typeof actual.makeKey>[0]) =>
      actual.certify(await pair, certified),
  };
});

const OLD = 'old'.padEnd(40, '.');
const NEW = 'new'.padEnd(40, '.');
const ACTS = { new: makeServiceKeys, switch: switchServiceKeys, retire: retireServiceKeys };
const DONE = /^(made|made_next|switched|retired)$/;

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'sso', sso: portal }));
});

/** Key pairs in this state, encrypted by a value of AUTH_SECRET that is in use or not any more. */
async function keysIn(state: KeyState, isUsable: boolean): Promise<void> {
  restartedWith({ AUTH_SECRET: isUsable ? NEW : OLD });
  await inTransaction(async (tx) => {
    for (const purpose of ['signing', 'encryption'] as const) {
      const key = await testKey(scope, purpose, state);
      await insertServiceKey(tx, 'harbor', { purpose, state, key });
    }
  });
  restartedWith({ AUTH_SECRET: NEW });
}

const keysNow = () => inTransaction((tx) => listedKeys(tx, 'harbor'));

test.each<[string, Partial<Record<KeyState, boolean>>, KeysStep[]]>([
  ['no keys at all', {}, ['new']],
  ['keys that all open', { current: true, next: true, former: true }, []],
  ['a current key that does not open', { current: false }, ['new', 'switch', 'retire']],
  ['the same, with a next one that does', { current: false, next: true }, ['switch', 'retire']],
  [
    'the same, with a former one besides',
    { current: false, former: false },
    ['retire', 'new', 'switch', 'retire'],
  ],
  [
    'a roll in the middle of which all were lost',
    { current: false, next: false, former: false },
    ['retire', 'switch', 'retire', 'new', 'switch', 'retire'],
  ],
  ['a former key alone that does not open', { current: true, former: false }, ['retire']],
  [
    'a next key alone that does not open',
    { current: true, next: false },
    ['switch', 'retire', 'new', 'switch', 'retire'],
  ],
])(
  'after %s these steps, each of which can be done, leave keys that open',
  async (_, states, steps) => {
    for (const [state, isUsable] of Object.entries(states)) {
      await keysIn(state as KeyState, isUsable);
    }
    expect(stepsToUsableKeys(await keysNow())).toEqual(steps);
    for (const step of steps) expect((await ACTS[step](scope)).kind).toMatch(DONE);
    expect(stepsToUsableKeys(await keysNow())).toEqual([]);
    const { signing, decryption } = await inTransaction((tx) => serviceKeys(tx, 'harbor'));
    expect(signing).not.toBeNull();
    expect(decryption.length).toBeGreaterThan(0);
  },
);
