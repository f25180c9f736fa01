import { AuthError } from 'next-auth';
import { nextAuth, SignInRefused } from '@/lib/auth/next-auth';
import { dropSessionCookieExpiry } from '@/lib/auth/session-cookies';
import type { SignInRefusal } from '@/lib/sign-in/refusal-code';
import type { Credentials } from '@/lib/sign-in/sign-in';

/**
 * Signs in through NextAuth and sets the cookie.
 * @returns null when signed in, else why not
 */
export async function signInWithPassword({
  username,
  password,
}: Credentials): Promise<SignInRefusal | null> {
  try {
    // Never the raw form: NextAuth would follow a `redirectTo` in it.
    await nextAuth.signIn('credentials', { username, password, redirect: false, redirectTo: '/' });
  } catch (error) {
    if (error instanceof SignInRefused) return error.refusal;
    // NextAuth wraps whatever else `authorize` throws.
    throw error instanceof AuthError && error.cause?.err ? error.cause.err : error;
  }
  await dropSessionCookieExpiry();
  return null;
}
