import { env } from '@/lib/env';
import { decryptSecret, encryptSecret, keyId } from '@/lib/tokens';

/**
 * Something of ours that a browser keeps for us: `<key id>.<ciphertext>`, encrypted under the newest
 * value of AUTH_SECRET. `place` (utility, cookie) is bound to it: carried elsewhere it does not open.
 */
export function sealNote(place: string, note: object): string {
  const [authSecret] = env().AUTH_SECRET;
  const sealed = encryptSecret(authSecret, place, JSON.stringify(note));
  return `${keyId(authSecret)}.${sealed.toString('base64url')}`;
}

/** The reverse of {@link sealNote}; null for what was not sealed here, for this place. */
export function openNote(place: string, text: string): unknown {
  const [id, sealed = ''] = text.split('.', 2);
  const authSecret = env().AUTH_SECRET.find((secret) => keyId(secret) === id);
  if (!authSecret) return null;
  try {
    return JSON.parse(decryptSecret(authSecret, place, Buffer.from(sealed, 'base64url')));
  } catch {
    return null;
  }
}
