import { inTransaction } from '@/lib/db';
import { log } from '@/lib/log';
import {
  isSealedByNewestSecret,
  opened,
  sealedKeys,
  sealKeyAgain,
} from '@/lib/sso/saml/service-key-store';

/**
 * Encrypts every utility's SAML keys under the newest value of AUTH_SECRET, as
 * lib/utilities/reseal-secrets does what is configured; at the start of each server. A key that no value
 * opens is left as it is, and told.
 */
export function resealServiceKeys(): Promise<void> {
  return inTransaction(async (tx) => {
    for (const row of await sealedKeys(tx)) {
      if (isSealedByNewestSecret(row)) continue;
      const key = opened(row);
      if (key) await sealKeyAgain(tx, row, key);
      else {
        const { utilityId: utility, purpose, state } = row;
        log().warn({ utility, purpose, state }, 'no value of AUTH_SECRET opens a SAML key');
      }
    }
  });
}
