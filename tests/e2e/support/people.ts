import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { sessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { openSession } from '@/lib/session/session-store';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { addUser, type NewUser } from '@/lib/users/add-user';
import { disableUser } from '@/lib/users/disable-user';
import { unlockUser } from '@/lib/users/unlock-user';
import { operatorAt, type UtilityName } from '@/tests/e2e/support/utilities';

/** Good at every utility of the run. */
export const PASSWORD = 'Lantern-Bay-27-Lantern';
export const WRONG = 'Lantern-Bay-28-Lantern';

export interface Person {
  utility: UtilityName;
  userId: string;
  username: string;
  fullName: string;
  email: string;
  /** The personal password, or the temporary one. */
  password: string;
}

type Options = Partial<NewUser>;

/** A name that nobody has yet, the same length each time. */
export function newUsername(): string {
  return `person-${randomBytes(6).toString('hex')}`;
}

/** Somebody new, with the generated temporary password. */
export async function newcomer(utility: UtilityName, options: Options = {}): Promise<Person> {
  const { username = newUsername(), fullName = 'Dana Ortiz' } = options;
  const { email = `${username.replace('@', '.')}@mail.example` } = options;
  const added = await addUser(await operatorAt(utility), {
    username,
    fullName,
    email,
    roles: ['CSR'],
    signInMethod: 'password',
    ...options,
  });
  if (added.kind !== 'added') throw new Error(JSON.stringify(added));
  const password = added.temporaryPassword?.password ?? '';
  return { utility, userId: added.userId, username, fullName, email, password };
}

/** Somebody with a password of their own, {@link PASSWORD}. */
export async function person(utility: UtilityName, options: Options = {}): Promise<Person> {
  const { password: _, ...added } = await newcomer(utility, options);
  const scope = await operatorAt(utility);
  const { sessionId } = await openSession(db(), scope, added.userId, 'password');
  const actor = { kind: 'person', ...added, sessionId } as const;
  const created = await createPersonalPassword({ ...scope, actor }, PASSWORD);
  if (created.kind !== 'created') throw new Error(JSON.stringify(created));
  // As if it had been long ago.
  await db().delete(sessions).where(eq(sessions.sessionId, sessionId));
  return { ...added, password: PASSWORD };
}

export async function disable({ utility, userId }: Person): Promise<void> {
  const outcome = await disableUser(await operatorAt(utility), userId);
  if (outcome.kind !== 'disabled') throw new Error(JSON.stringify(outcome));
}

export async function unlock({ utility, userId }: Person): Promise<void> {
  const outcome = await unlockUser(await operatorAt(utility), userId);
  if (outcome.kind !== 'unlocked') throw new Error(JSON.stringify(outcome));
}
