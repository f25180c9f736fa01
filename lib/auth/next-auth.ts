import NextAuth, { CredentialsSignin, type NextAuthConfig } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { endIfAnswerIsLost } from '@/lib/auth/answer-lost';
import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { rememberSession } from '@/lib/auth/last-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { handedOver, type SignedIn } from '@/lib/auth/portal-hand-over';
import { env } from '@/lib/env';
import { isFieldText } from '@/lib/form-action';
import { log } from '@/lib/log';
import { answerWith, requestContext } from '@/lib/request-context';
import { sessionCookie } from '@/lib/session/session-cookie';
import { codeOfRefusal, type SignInRefusal } from '@/lib/sign-in/refusal-code';
import { type Credentials as PasswordCredentials, signIn } from '@/lib/sign-in/sign-in';
import { signOut } from '@/lib/sign-in/sign-out';

/** Carries why nobody was signed in, from `authorize` through NextAuth to the action that asked. */
export class SignInRefused extends CredentialsSignin {
  constructor(readonly refusal: SignInRefusal) {
    super();
    this.code = codeOfRefusal(refusal);
  }
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
    cookies: {
      sessionToken: cookie,
      // Where to go next is decided here: NextAuth's note of it is gone as soon as it is set.
      callbackUrl: { options: { maxAge: 0 } },
    },
    session: { strategy: 'jwt', maxAge: utility.session.absoluteHours * 3600 },
    providers: [passwordProvider, ...(utility.sso ? [portalProvider] : [])],
    callbacks: {
      jwt: async ({ token, user }) => {
        if (user) return { ...token, secret: (user as SignedIn).sessionSecret };
        return (await sessionIfAny()) && token;
      },
      session: visibleSession,
    },
    jwt: {
      encode: async ({ token }) => String(token?.secret ?? ''),
      // Never null, which NextAuth logs as an error for each stale cookie; the row decides.
      decode: async ({ token }) => ({ secret: token ?? '' }),
    },
    // NextAuth swallows what this throws; the status tells (lib/auth/auth-endpoints).
    events: { signOut: () => endThisSession() },
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
    if (!isFieldText(username) || !isFieldText(password)) {
      throw new CredentialsSignin();
    }
    return orUnavailable(() => admit({ username, password }));
  },
});

/**
 * The utility's portal. What it answers is received and checked in lib/sso, at the same address that
 * NextAuth's own provider would have (app/api/auth/callback/portal); here its session is opened.
 */
const portalProvider = Credentials({
  id: 'portal',
  credentials: {},
  async authorize(): Promise<SignedIn> {
    const signedIn = handedOver();
    if (!signedIn) throw new CredentialsSignin();
    return signedIn;
  },
});

async function admit(credentials: PasswordCredentials): Promise<SignedIn> {
  const before = await sessionIfAny();
  // The browser is about to forget the session it had.
  const outcome = await signIn(currentScope(), credentials, before?.scope ?? null);
  if (outcome.kind !== 'signed_in') {
    if (outcome.kind === 'throttled') answerWith(429, outcome.retryAfterSeconds);
    if (outcome.kind === 'busy') answerWith(503, outcome.retryAfterSeconds);
    throw new SignInRefused(outcome);
  }
  const { account, sessionId, sessionSecret } = outcome;
  await rememberSession(sessionId, { provedAtPortal: false });
  const { userId, username } = account;
  endIfAnswerIsLost(currentScope({ kind: 'person', userId, username, sessionId }));
  return { id: account.userId, name: account.fullName, sessionSecret };
}

/** What `/api/auth/session` tells: a name and the last possible end; nothing identifies the session. */
async function visibleSession() {
  const found = await sessionIfAny();
  const { createdAt, fullName: name = null } = found?.person ?? {};
  const lifetimeMs = requestContext().utility.session.absoluteHours * 3_600_000;
  const expires = new Date((createdAt?.getTime() ?? 0) + lifetimeMs).toISOString();
  return { user: { name }, expires };
}

/** Ends the session of this request on the server; its cookie is NextAuth's to delete. */
export function endThisSession(): Promise<void> {
  return orUnavailable(async () => {
    const session = await sessionIfAny();
    if (session) await signOut(session.scope, 'signed_out');
  });
}
