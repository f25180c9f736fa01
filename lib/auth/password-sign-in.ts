import { nextAuth, SignInRefused } from '@/lib/auth/next-auth';
import { dropSessionCookieExpiry } from '@/lib/auth/session-cookies';
import type { Credentials, SignInOutcome } from '@/lib/sign-in/sign-in';

/**
 * Signs in through NextAuth and sets the cookie.
 * @returns null when signed in, else why not
 */
export async function signInWithPassword({
  username,
  password,
}: Credentials): Promise<Exclude<SignInOutcome, { kind: 'signed_in' }> | null> {
  try {
    // Never the raw form: NextAuth would follow a `redirectTo` in it.
    await nextAuth.signIn('credentials', { username, password, redirect: false, redirectTo: '/' });
  } catch (error) {
    if (error instanceof SignInRefused) return error.outcome;
    throw error;
  }
  await dropSessionCookieExpiry();
  return null;
}
