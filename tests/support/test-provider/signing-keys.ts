import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export type SigningAlg = 'RS256' | 'ES256';
export type PublicJwk = Record<string, unknown>;

export interface SigningKeys {
  readonly alg: SigningAlg;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** What `/jwks` answers. */
  readonly publicJwks: { keys: PublicJwk[] };
  /** Signs with a new key from now on; the old ones stay published unless told otherwise. */
  rotate(options?: { alg?: SigningAlg; keepOld?: boolean }): void;
}

interface Key {
  alg: SigningAlg;
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

let made = 0;

export function signingKeys(firstAlg: SigningAlg): SigningKeys {
  let current = newKey(firstAlg);
  let published = [current];
  return {
    get alg() {
      return current.alg;
    },
    get kid() {
      return current.kid;
    },
    get privateKey() {
      return current.privateKey;
    },
    get publicKey() {
      return current.publicKey;
    },
    get publicJwks() {
      return { keys: published.map((key) => publicJwk(key.publicKey, key.alg, key.kid)) };
    },
    rotate({ alg = current.alg, keepOld = true } = {}) {
      current = newKey(alg);
      published = [...(keepOld ? published : []), current];
    },
  };
}

/** A public key as a provider publishes it. */
export function publicJwk(key: KeyObject, alg: string, kid: string): PublicJwk {
  return { ...key.export({ format: 'jwk' }), alg, kid, use: 'sig' };
}

function newKey(alg: SigningAlg): Key {
  made += 1;
  const pair =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { alg, kid: `key-${made}`, ...pair };
}
