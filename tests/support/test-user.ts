import { randomUUID } from 'node:crypto';
import type { Scope } from '@/lib/scope';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { addUser, type NewUser } from '@/lib/users/add-user';
import '@/tests/support/cheap-hashes';

export const PASSWORD = 'Lantern-Bay-27';
export const WRONG_PASSWORD = 'Lantern-Bay-28';

export interface TestUser {
  userId: string;
  username: string;
  /** The personal password, or else the temporary one. Empty for an account that signs in by SSO. */
  password: string;
}

type UserOptions = Partial<NewUser> & { password?: string };

/** Adds a person; with `password` they have made it their own, else they have a temporary one. */
export async function testUser(
  scope: Scope,
  { password, ...fields }: UserOptions = {},
): Promise<TestUser> {
  const username = fields.username ?? 'danaortiz';
  const added = await addUser(scope, {
    username,
    fullName: 'Dana Ortiz',
    email: `${username.toLowerCase()}@mail.example`,
    roles: ['CSR'],
    signInMethod: 'password',
    ...fields,
  });
  if (added.kind !== 'added') throw new Error(JSON.stringify(added));
  const { userId, temporaryPassword } = added;
  if (password === undefined) {
    return { userId, username, password: temporaryPassword?.password ?? '' };
  }
  const actor = { kind: 'person', userId, username, sessionId: randomUUID() } as const;
  const created = await createPersonalPassword({ ...scope, actor }, password);
  if (created.kind !== 'created') throw new Error(JSON.stringify(created));
  return { userId, username, password };
}

/** A person with a password of their own: `danaortiz`, {@link PASSWORD}. */
export function testPerson(scope: Scope, fields: UserOptions = {}): Promise<TestUser> {
  return testUser(scope, { password: PASSWORD, ...fields });
}
