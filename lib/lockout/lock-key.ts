import { usernameKey } from '@/lib/accounts/username-rules';
import { env } from '@/lib/env';
import { keyedHash } from '@/lib/tokens';

/**
 * The keys under which attempts at a typed username may be counted, newest AUTH_SECRET first.
 *
 * A keyed hash, because people type passwords into the username field and what they typed must not
 * be found in the database; the same for names with and without an account, so that both look alike.
 */
export function lockKeys(utilityId: string, typedUsername: string): [Buffer, ...Buffer[]] {
  const compared = usernameKey(typedUsername);
  const [newest, ...older] = env().AUTH_SECRET;
  const key = (secret: string) => keyedHash(secret, 'lock key', utilityId, compared);
  return [key(newest), ...older.map(key)];
}
