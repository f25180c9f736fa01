import { inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { certify, type MadeKey, newKeyPair } from '@/lib/sso/saml/make-certificate';
import { insertServiceKey, serviceKeys } from '@/lib/sso/saml/service-key-store';
import type { KeyPurpose, KeyState, ServiceKeys } from '@/lib/sso/saml/service-keys';

const PURPOSES: readonly KeyPurpose[] = ['signing', 'encryption'];

/** Shorter than ours and made once, or each test would wait for them. */
const pairs = new Map<string, ReturnType<typeof newKeyPair>>();

/** A key pair as one that was made for the utility; the same at each call with the same arguments. */
export async function testKey(
  { utility, now }: Scope,
  purpose: KeyPurpose,
  state: KeyState = 'current',
): Promise<MadeKey> {
  const name = `${purpose} ${state}`;
  const pair = pairs.get(name) ?? newKeyPair(2048);
  pairs.set(name, pair);
  return certify(await pair, { name: utility.name, purpose, now: now() });
}

/** Gives the utility a pair to sign with and one to encrypt for, in these states; a SAML utility has both. */
export async function testServiceKeys(scope: Scope, ...states: KeyState[]): Promise<ServiceKeys> {
  const { utilityId } = scope.utility;
  const wanted = states.length > 0 ? states : (['current'] as const);
  return inTransaction(async (tx) => {
    for (const state of wanted) {
      for (const purpose of PURPOSES) {
        const key = await testKey(scope, purpose, state);
        await insertServiceKey(tx, utilityId, { purpose, state, key });
      }
    }
    return serviceKeys(tx, utilityId);
  });
}
