import { cookies } from 'next/headers';
import { currentScope } from '@/lib/auth/current-scope';
import { requestContext } from '@/lib/request-context';
import { openAttempt, type SignInAttempt, sealAttempt } from '@/lib/sso/sign-in-attempt';
import {
  attemptCookie,
  isAttemptCookie,
  MOST_ATTEMPTS,
  type SsoCookie,
} from '@/lib/sso/sso-cookies';

/** Leaves an attempt with the browser until the portal answers; the oldest of many tabs' goes. */
export async function keepAttempt(attempt: SignInAttempt): Promise<void> {
  const { domain, utility } = requestContext();
  const jar = await cookies();
  const kept = jar
    .getAll()
    .filter(({ name }) => isAttemptCookie(domain, name))
    .map(({ name, value }) => ({ name, attempt: opened(name, value) }))
    .sort((a, b) => (b.attempt?.startedAt ?? 0) - (a.attempt?.startedAt ?? 0));
  const cookie = attemptCookie(domain, attempt.state);
  for (const { name } of kept.slice(MOST_ATTEMPTS - 1)) await forget({ ...cookie, name });
  jar.set(cookie.name, sealAttempt(utility.utilityId, cookie.name, attempt), cookie.options);
}

/** The attempt of this browser to which an answer belongs; the browser keeps it no longer. */
export async function takeAttempt<P extends SignInAttempt['protocol']>(
  protocol: P,
  state: string | null,
): Promise<Extract<SignInAttempt, { protocol: P }> | null> {
  if (!state) return null;
  const cookie = attemptCookie(requestContext().domain, state);
  const value = (await cookies()).get(cookie.name)?.value;
  if (!value) return null;
  await forget(cookie);
  const attempt = opened(cookie.name, value);
  return attempt?.protocol === protocol
    ? (attempt as Extract<SignInAttempt, { protocol: P }>)
    : null;
}

function opened(name: string, value: string): SignInAttempt | null {
  const { utility, now } = currentScope();
  return openAttempt(utility.utilityId, name, value, now());
}

/** Takes a cookie away from the browser. */
export async function forget({ name, options }: SsoCookie): Promise<void> {
  (await cookies()).set(name, '', { ...options, maxAge: 0 });
}
