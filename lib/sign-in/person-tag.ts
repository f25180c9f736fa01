import { env } from '@/lib/env';
import { keyedHash } from '@/lib/tokens';

/**
 * Names a person of a utility in an address without telling who it is: 16 characters, keyed, one for each
 * value of AUTH_SECRET, newest first, so that a new secret takes nobody for somebody else. A tag says whose
 * page somebody was sent away from; it opens nothing.
 */
export function personTags(utilityId: string, userId: string): [string, ...string[]] {
  const tag = (secret: string) =>
    keyedHash(secret, 'person tag', utilityId, userId).toString('base64url', 0, 12);
  const [newest = '', ...older] = env().AUTH_SECRET;
  return [tag(newest), ...older.map(tag)];
}
