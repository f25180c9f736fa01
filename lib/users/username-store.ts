import { and, eq } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import { usernameKey } from '@/lib/accounts/username-rules';
import type { Database } from '@/lib/db';

/** Whether somebody else at the utility has a username, as compared at sign-in; disabled or not. */
export async function isUsernameTaken(
  tx: Database,
  utilityId: string,
  username: string,
  besides?: string,
): Promise<boolean> {
  const rows = await tx
    .select({ userId: users.userId })
    .from(users)
    .where(and(eq(users.utilityId, utilityId), eq(users.usernameKey, usernameKey(username))));
  return rows.some(({ userId }) => userId !== besides);
}
