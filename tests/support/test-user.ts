import { eq } from 'drizzle-orm';
import { sessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession, openSession } from '@/lib/session/session-store';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { addUser, type NewUser } from '@/lib/users/add-user';

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
  const added = await addUser(
    { ...scope, actor: { kind: 'operator' } },
    {
      username,
      fullName: 'Dana Ortiz',
      email: `${username.replace(/[^\p{L}\p{N}]/gu, '-')}@mail.example`,
      roles: ['CSR'],
      signInMethod: 'password',
      ...fields,
    },
  );
  if (added.kind !== 'added') throw new Error(JSON.stringify(added));
  const { userId, temporaryPassword } = added;
  if (password === undefined) {
    return { userId, username, password: temporaryPassword?.password ?? '' };
  }
  await makeTheirOwn(scope, { userId, username }, password);
  return { userId, username, password };
}

/** As the person does in a session, which then is gone as if it had been long ago. */
async function makeTheirOwn(
  scope: Scope,
  person: { userId: string; username: string },
  password: string,
): Promise<void> {
  const { utilityId } = scope.utility;
  const { secret } = await openSession(db(), scope, person.userId, 'password');
  const sessionId = (await findSession(db(), utilityId, secret))?.sessionId ?? '';
  const actor = { kind: 'person', ...person, sessionId } as const;
  const created = await createPersonalPassword({ ...scope, actor }, password);
  if (created.kind !== 'created') throw new Error(JSON.stringify(created));
  await db().delete(sessions).where(eq(sessions.sessionId, sessionId));
}

/** A person with a password of their own: `danaortiz`, {@link PASSWORD}. */
export function testPerson(scope: Scope, fields: UserOptions = {}): Promise<TestUser> {
  return testUser(scope, { password: PASSWORD, ...fields });
}
