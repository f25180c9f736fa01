import { z } from 'zod';
import { type Freshness, NOBODY_KNOWS } from '@/lib/sso/last-session-rules';
import { openNote, sealNote } from '@/lib/sso/sealed-note';
import { ATTEMPT_SECONDS } from '@/lib/sso/sso-cookies';

const common = z.object({
  /** By what the answer finds it: `state`, or the name of the SAML request (lib/sso/saml/request-store). */
  state: z.string(),
  /** When, in epoch milliseconds. */
  startedAt: z.number(),
  /** Whether the portal was told to ask for the password again, and must prove that it did. */
  mustBeFresh: z.boolean(),
  /**
   * Since when it must have asked, in epoch milliseconds, where that may have been before the attempt: the
   * last session here was signed out at the portal too, and whoever signed in there since is another one.
   */
  freshSince: z.number().optional(),
  /** Whether an answer that does not say when the password was asked for will do all the same. */
  lenient: z.boolean().optional(),
  /** A path on this host. */
  returnTo: z.string(),
  /** Whose page that is (lib/sign-in/person-tag); nobody's where it is not there. */
  of: z.string().max(64).optional(),
  /** A test signs nobody in; it is known by the secret of its report. */
  purpose: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('sign_in'),
      /** Whether the portal began it, for whoever sits there now. */
      byPortal: z.boolean().optional(),
    }),
    z.object({
      kind: z.literal('test'),
      reportSecret: z.string(),
      /** Who may read the report: an administrator who is signed in here, or whoever held the link. */
      by: z.enum(['administrator', 'link']),
    }),
  ]),
});

const oidcAttempt = common.extend({
  protocol: z.literal('oidc'),
  /** What the ID token must repeat. */
  nonce: z.string(),
  /** PKCE (RFC 7636): whose hash the portal was shown. */
  codeVerifier: z.string(),
  /** The provider that was asked; an answer of another one is refused. */
  issuer: z.string(),
});

const samlAttempt = common.extend({
  protocol: z.literal('saml'),
  /** The provider that was asked, as identities name it. */
  provider: z.string(),
  /** Whether it was told to ask for the password; in SAML it cannot be told since when it must have. */
  isForced: z.boolean(),
});

const attempt = z.discriminatedUnion('protocol', [oidcAttempt, samlAttempt]);

/** What a browser that was sent to the portal keeps for us until the answer comes. */
export type SignInAttempt = z.output<typeof attempt>;
export type OidcAttempt = z.output<typeof oidcAttempt>;
export type SamlAttempt = z.output<typeof samlAttempt>;

/** What is asked of the portal, whatever it speaks. */
export interface Asked
  extends Pick<
    SignInAttempt,
    'mustBeFresh' | 'freshSince' | 'lenient' | 'returnTo' | 'of' | 'purpose'
  > {
  /** Whom the portal should offer to sign in, where it said so itself (OpenID Connect Core 1.0 §4). */
  loginHint?: string;
}

/** The attempt, held to what has come up since it began as well. */
export function heldTo<A extends SignInAttempt>(attempt: A, { since, lenient }: Freshness): A {
  const { mustBeFresh, freshSince, startedAt } = attempt;
  const isUnknown = since.getTime() === NOBODY_KNOWS.getTime();
  const before = mustBeFresh || isUnknown ? (freshSince ?? startedAt) : 0;
  return {
    ...attempt,
    mustBeFresh: true,
    freshSince: Math.max(before, since.getTime()),
    lenient: lenient && (!mustBeFresh || attempt.lenient === true),
  };
}

/** The attempt as its cookie holds it; bound to the utility and the cookie's name. */
export function sealAttempt(utilityId: string, name: string, kept: SignInAttempt): string {
  return sealNote(placeOf(utilityId, name), kept);
}

/** The attempt in a cookie, or null where it is none of ours, another utility's, or too old. */
export function openAttempt(
  utilityId: string,
  name: string,
  value: string,
  now: Date,
): SignInAttempt | null {
  const { success, data } = attempt.safeParse(openNote(placeOf(utilityId, name), value));
  if (!success || now.getTime() - data.startedAt >= ATTEMPT_SECONDS * 1000) return null;
  return data;
}

function placeOf(utilityId: string, name: string): string {
  return `sso attempt ${utilityId} ${name}`;
}
