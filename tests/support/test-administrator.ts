import { randomUUID } from 'node:crypto';
import type { Scope } from '@/lib/scope';
import { findUser, type UserDetails } from '@/lib/users/find-user';
import { testPerson } from '@/tests/support/test-user';

export interface TestAdministrator {
  userId: string;
  /** In which they act. */
  scope: Scope;
}

/** Somebody with a password of their own and the role CSA. */
export async function testAdministrator(
  scope: Scope,
  username = 'csa',
): Promise<TestAdministrator> {
  const fullName = 'Alex Admin';
  const { userId } = await testPerson(scope, { username, fullName, roles: ['CSA'] });
  return { userId, scope: actingAs(scope, { userId, username }) };
}

/** The scope in which a person acts. */
export function actingAs(scope: Scope, person: { userId: string; username: string }): Scope {
  return { ...scope, actor: { kind: 'person', ...person, sessionId: randomUUID() } };
}

/** A person as they are now; they are there. */
export async function found(scope: Scope, userId: string): Promise<UserDetails> {
  const user = await findUser(scope, userId);
  if (!user) throw new Error('There is no such user.');
  return user;
}
