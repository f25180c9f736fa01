import { inTransaction } from '@/lib/db';
import { log } from '@/lib/log';
import {
  isSealedByNewest,
  openSecret,
  sealAgain,
  sealedSecrets,
} from '@/lib/utilities/secret-store';

/**
 * Encrypts every stored secret under the newest value of AUTH_SECRET, so that an older one can be
 * dropped. Runs at the start of each server; a second one finds nothing to do. A secret that no value
 * opens is left as it is, and told.
 */
export function resealSecrets(): Promise<void> {
  return inTransaction(async (tx) => {
    for (const sealed of await sealedSecrets(tx)) {
      if (isSealedByNewest(sealed)) continue;
      const value = openSecret(sealed);
      if (value !== null) await sealAgain(tx, sealed, value);
      else {
        const { utilityId: utility, field } = sealed;
        log().warn({ utility, field }, 'no value of AUTH_SECRET opens a stored secret');
      }
    }
  });
}
