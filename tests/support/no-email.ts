import { eq } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import { personColumns } from '@/lib/accounts/account-store';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { type TestUser, testUser } from '@/tests/support/test-user';

/** Somebody who came from a portal that tells no email address. */
export async function userWithoutEmail(scope: Scope, username: string): Promise<TestUser> {
  const fullName = 'Alice Portal';
  const added = await testUser(scope, { username, fullName, signInMethod: 'sso' });
  await db()
    .update(users)
    .set(personColumns({ username, fullName, email: '' }))
    .where(eq(users.userId, added.userId));
  return added;
}
