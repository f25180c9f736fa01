import { env } from '@/lib/env';
import { keyedHash } from '@/lib/tokens';

/**
 * Names a person of a utility in an address without telling who it is: 16 characters, keyed, the same
 * until AUTH_SECRET changes. Says whose page somebody was sent away from; it opens nothing.
 */
export function personTag(utilityId: string, userId: string): string {
  const [newest = ''] = env().AUTH_SECRET;
  return keyedHash(newest, 'person tag', utilityId, userId).toString('base64url', 0, 12);
}
