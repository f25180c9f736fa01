import { timingSafeEqual } from 'node:crypto';
import { type Account, findAccountById } from '@/lib/accounts/account-store';
import { db } from '@/lib/db';
import { isLocked } from '@/lib/lockout/lockout-store';
import type { LinkSource } from '@/lib/mail/compose-mail';
import { linkState } from '@/lib/password-reset/link-state-rules';
import { findRequest, type ResetRequest } from '@/lib/password-reset/reset-request-store';
import { linkSecret } from '@/lib/password-reset/reset-secrets';
import type { Scope } from '@/lib/scope';
import { secretHash } from '@/lib/tokens';
import { canonicalOrigin } from '@/lib/utilities/utility';

/** What a person holds who opened a mailed link. */
export interface HeldLink {
  resetRequestId: string;
  secret: string;
}

const TOKEN =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/** The two halves of a link's `token`, or null for what cannot be one. It proves nothing. */
export function parseToken(token: unknown): HeldLink | null {
  const [, resetRequestId, secret] = typeof token === 'string' ? (TOKEN.exec(token) ?? []) : [];
  return resetRequestId && secret ? { resetRequestId, secret } : null;
}

/** Whether a text has the form of a request's public id. */
export function isResetRequestId(text: unknown): text is string {
  return typeof text === 'string' && parseToken(`${text}.${'x'.repeat(43)}`) !== null;
}

/**
 * The link of a queued mail, made again at every attempt to send it: on the utility's configured
 * domain, whatever the request said (host header injection would otherwise mail links to elsewhere).
 */
export const linkOf: LinkSource = async (utility, mail, person, now) => {
  const { utilityId, resetRequestId } = mail;
  if (utility.signIn === 'sso') return { kind: 'pointless', reason: 'passwords_off' };
  const request = resetRequestId ? await findRequest(db(), utilityId, resetRequestId) : null;
  if (!request?.expiresAt) return { kind: 'pointless', reason: 'expired' };
  const state = linkState(request, person, now);
  if (state !== 'good') return { kind: 'pointless', reason: state };
  const secret = linkSecret(request.keyId, utilityId, request.resetRequestId);
  if (!secret) return { kind: 'pointless', reason: 'key_gone' };
  const link = new URL('/reset-password', canonicalOrigin(utility));
  link.searchParams.set('token', `${request.resetRequestId}.${secret}`);
  return { kind: 'link', link: link.href, expiresAt: request.expiresAt };
};

export type LinkExamined =
  | { kind: 'good'; account: Account; request: ResetRequest }
  /** Locked after the link was sent, at a utility where a reset does not unlock. */
  | { kind: 'locked'; account: Account }
  /** Used by who holds it, and that worked. */
  | { kind: 'used'; account: Account; usedAt: Date }
  /** Expired, replaced, made up, of another utility, or overtaken: nobody learns which. */
  | { kind: 'invalid' };

/** What a held link is good for now; changes nothing, so that a mail scanner may look. */
export async function examineLink(scope: Scope, held: HeldLink): Promise<LinkExamined> {
  const { utility } = scope;
  const request = await findRequest(db(), utility.utilityId, held.resetRequestId);
  if (!request?.secretHash || !request.userId || utility.signIn === 'sso') {
    return { kind: 'invalid' };
  }
  if (!timingSafeEqual(request.secretHash, secretHash(held.secret))) return { kind: 'invalid' };
  const account = await findAccountById(db(), utility.utilityId, request.userId);
  if (!account) return { kind: 'invalid' };
  const state = linkState(request, account, scope.now());
  if (state === 'used' && request.usedAt) return { kind: 'used', account, usedAt: request.usedAt };
  if (state !== 'good') return { kind: 'invalid' };
  if (!utility.lockout.resetUnlocks && (await isLocked(db(), account))) {
    return { kind: 'locked', account };
  }
  return { kind: 'good', account, request };
}
