import { timingSafeEqual } from 'node:crypto';
import type { Account } from '@/lib/accounts/account-store';
import { db } from '@/lib/db';
import { isLocked } from '@/lib/lockout/lockout-store';
import { linkState } from '@/lib/password-reset/link-state-rules';
import { findLink } from '@/lib/password-reset/reset-link-store';
import type { Scope } from '@/lib/scope';
import { secretHash } from '@/lib/tokens';

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

export type LinkExamined =
  | { kind: 'good'; account: Account }
  /** Locked after the link was sent, at a utility where a reset does not unlock. */
  | { kind: 'locked'; account: Account }
  /** Used by who holds it, and that worked. */
  | { kind: 'used'; account: Account; usedAt: Date }
  /** Expired, replaced, made up, of another utility, or overtaken: nobody learns which. */
  | { kind: 'invalid' };

/** What a held link is good for now; changes nothing, so that a mail scanner may look. */
export async function examineLink(scope: Scope, held: HeldLink): Promise<LinkExamined> {
  const { utility } = scope;
  const found = await findLink(db(), utility.utilityId, held.resetRequestId);
  if (!found?.request.secretHash || utility.signIn === 'sso') return { kind: 'invalid' };
  const { request, account } = found;
  if (!timingSafeEqual(found.request.secretHash, secretHash(held.secret))) {
    return { kind: 'invalid' };
  }
  const state = linkState(request, account, scope.now());
  if (state === 'used' && request.usedAt) return { kind: 'used', account, usedAt: request.usedAt };
  if (state !== 'good') return { kind: 'invalid' };
  if (!utility.lockout.resetUnlocks && (await isLocked(db(), account))) {
    return { kind: 'locked', account };
  }
  return { kind: 'good', account };
}
