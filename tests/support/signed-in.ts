import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import type { TestUser } from '@/tests/support/test-user';

/** A browser in which somebody has signed in. */
export interface SignedIn {
  /** Of its cookie. */
  secret: string;
  sessionId: string;
  /** In which the person acts. */
  scope: Scope;
}

/** Signs a person in with their password. */
export async function signedIn(scope: Scope, person: TestUser): Promise<SignedIn> {
  const { userId, username, password } = person;
  const outcome = await signIn(scope, { username, password });
  if (outcome.kind !== 'signed_in') throw new Error(outcome.kind);
  const { sessionSecret: secret } = outcome;
  const sessionId = (await findSession(db(), scope.utility.utilityId, secret))?.sessionId ?? '';
  const actor = { kind: 'person', userId, username, sessionId } as const;
  return { secret, sessionId, scope: { ...scope, actor } };
}
