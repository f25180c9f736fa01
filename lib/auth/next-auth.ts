import NextAuth, { CredentialsSignin, type NextAuthConfig, type User } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { answerWith, requestContext } from '@/lib/request-context';
import { sessionCookie } from '@/lib/session/session-cookie';
import { type SignInOutcome, signIn } from '@/lib/sign-in/sign-in';
import { signOut } from '@/lib/sign-in/sign-out';

/** Carries why nobody was signed in, from `authorize` through NextAuth to the action that asked. */
export class SignInRefused extends CredentialsSignin {
  constructor(readonly outcome: Exclude<SignInOutcome, { kind: 'signed_in' }>) {
    super();
    this.code = outcome.kind;
  }
}

/** What `authorize` hands to `encode` through NextAuth's user and token. */
interface SignedIn extends User {
  sessionSecret: string;
}

/**
 * NextAuth, configured for the utility of the request. The session cookie is the opaque secret of a
 * row (lib/session) rather than an encrypted token: `encode` and `decode` pass it through. Pages do
 * not ask NextAuth who is signed in, but {@link sessionIfAny}.
 */
export const nextAuth = NextAuth(() => {
  const { domain, utility } = requestContext();
  const cookie = sessionCookie(domain);
  return {
    basePath: '/api/auth',
    trustHost: true,
    secret: env().AUTH_SECRET,
    pages: { signIn: '/', signOut: '/', error: '/' },
    useSecureCookies: cookie.options.secure,
    cookies: { sessionToken: cookie },
    session: { strategy: 'jwt', maxAge: utility.session.absoluteHours * 3600 },
    providers: [passwordProvider],
    callbacks: {
      jwt: ({ token, user }) =>
        user ? { ...token, secret: (user as SignedIn).sessionSecret } : token,
      session: visibleSession,
    },
    jwt: {
      encode: async ({ token }) => String(token?.secret ?? ''),
      // Never null, which NextAuth logs as an error for each stale cookie; the row decides.
      decode: async ({ token }) => ({ secret: token ?? '' }),
    },
    events: { signOut: endThisSession },
    logger: {
      error: (error) => {
        if (error instanceof SignInRefused) return;
        log().warn({ err: error }, 'NextAuth');
      },
      warn: () => undefined,
      debug: () => undefined,
    },
  } satisfies NextAuthConfig;
});

/** The one gate: the sign-in form and NextAuth's own endpoint both end here. */
const passwordProvider = Credentials({
  id: 'credentials',
  credentials: { username: {}, password: {} },
  async authorize({ username, password }): Promise<SignedIn> {
    if (typeof username !== 'string' || typeof password !== 'string') {
      throw new CredentialsSignin();
    }
    const before = await sessionIfAny();
    const outcome = await signIn(currentScope(), { username, password });
    if (outcome.kind !== 'signed_in') {
      if (outcome.kind === 'throttled') answerWith(429, outcome.retryAfterSeconds);
      if (outcome.kind === 'busy') answerWith(503, outcome.retryAfterSeconds);
      throw new SignInRefused(outcome);
    }
    // The browser is about to forget the session it had.
    if (before) await signOut(before.scope);
    const { account, sessionSecret } = outcome;
    return { id: account.userId, name: account.fullName, sessionSecret };
  },
});

/** What `/api/auth/session` tells: the name, and nothing that identifies the session. */
async function visibleSession({ session }: { session: { expires: string } }) {
  const found = await sessionIfAny();
  return { user: { name: found?.person.fullName ?? null }, expires: session.expires };
}

async function endThisSession() {
  const session = await sessionIfAny();
  if (session) await signOut(session.scope);
}
