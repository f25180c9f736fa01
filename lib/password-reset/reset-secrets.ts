import { emailKey } from '@/lib/accounts/email-rules';
import { env } from '@/lib/env';
import { decryptSecret, encryptSecret, keyedHash, keyId } from '@/lib/tokens';

/** Which value of AUTH_SECRET a new request is made with. */
export function newestKeyId(): string {
  return keyId(env().AUTH_SECRET[0]);
}

/**
 * The secret of a request's link, 43 characters of base64url. It is made again at each attempt to send
 * the mail and stored nowhere: who reads the database, or a copy of it, holds no link.
 *
 * @returns null when the value of AUTH_SECRET that the request names is gone
 */
export function linkSecret(key: string, utilityId: string, resetRequestId: string): string | null {
  const authSecret = authSecretOf(key);
  return (
    authSecret &&
    keyedHash(authSecret, 'password reset link', utilityId, resetRequestId).toString('base64url')
  );
}

/** What a limit per address counts by: tells nothing of the address without AUTH_SECRET. */
export function addressKeyOf(utilityId: string, address: string): Buffer {
  const [newest] = env().AUTH_SECRET;
  return keyedHash(newest, 'password reset address', utilityId, emailKey(address));
}

/** What was typed, for the worker only: people type other things than addresses into such fields. */
export function sealAddress(resetRequestId: string, address: string): Buffer {
  const [newest] = env().AUTH_SECRET;
  return encryptSecret(newest, `password reset ${resetRequestId}`, address);
}

/**
 * The reverse of {@link sealAddress}; null when the value of AUTH_SECRET that it took is not here, or
 * its bytes were put there from another request.
 */
export function openAddress(key: string, resetRequestId: string, sealed: Buffer): string | null {
  const authSecret = authSecretOf(key);
  if (!authSecret) return null;
  try {
    return decryptSecret(authSecret, `password reset ${resetRequestId}`, sealed);
  } catch {
    return null;
  }
}

function authSecretOf(key: string): string | null {
  return env().AUTH_SECRET.find((secret) => keyId(secret) === key) ?? null;
}
