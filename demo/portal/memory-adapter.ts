import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Kept {
  payload: AdapterPayload;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

const SWEEP_EVERY = 500;

/**
 * Keeps what an OpenID provider remembers (sessions, sign-ins under way, codes, tokens) for as long
 * as the process lives. Providers that are made with the same one share it, so that a provider can be
 * replaced, as for new signing keys, and nobody is signed out.
 */
export function memoryAdapter(): AdapterFactory {
  const kept = new Map<string, Kept>();
  let writes = 0;

  const sweep = () => {
    if (++writes % SWEEP_EVERY > 0) return;
    for (const [key, { expiresAt }] of kept) if (expiresAt <= Date.now()) kept.delete(key);
  };
  const fresh = (key: string) => {
    const found = kept.get(key);
    return found && found.expiresAt > Date.now() ? found.payload : undefined;
  };
  const firstOf = (model: string, matches: (payload: AdapterPayload) => boolean) => {
    for (const [key, { payload }] of kept) {
      if (key.startsWith(`${model}:`) && matches(payload)) return fresh(key);
    }
    return undefined;
  };

  return (model): Adapter => {
    const keyOf = (id: string) => `${model}:${id}`;
    return {
      async upsert(id, payload, expiresIn) {
        sweep();
        const expiresAt = expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY;
        kept.set(keyOf(id), { payload, expiresAt });
      },
      find: async (id) => fresh(keyOf(id)),
      findByUid: async (uid) => firstOf(model, (payload) => payload.uid === uid),
      findByUserCode: async (code) => firstOf(model, (payload) => payload.userCode === code),
      async consume(id) {
        const payload = fresh(keyOf(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        kept.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of kept) {
          if (key.startsWith(`${model}:`) && payload.grantId === grantId) kept.delete(key);
        }
      },
    };
  };
}
