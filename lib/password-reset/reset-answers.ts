import { db } from '@/lib/db';
import { isLocked } from '@/lib/lockout/lockout-store';
import type { Answer, AnswerSource } from '@/lib/mail/compose-mail';
import { linkState } from '@/lib/password-reset/link-state-rules';
import { findRequest } from '@/lib/password-reset/reset-link-store';
import { linkSecret } from '@/lib/password-reset/reset-secrets';
import { canonicalOrigin, type Utility } from '@/lib/utilities/utility';

/**
 * What a mail that answers a request for a new password says, asked again at every attempt to send it:
 * it may have waited for hours, and must tell nothing that has ceased to be so.
 */
export const answerOf: AnswerSource = async (utility, mail, person, now) => {
  const { username, disabledAt, signInMethod } = person;
  if (disabledAt) return { kind: 'pointless', reason: 'account_disabled' };
  if (mail.kind === 'account_locked') {
    const stays = await isLocked(db(), person);
    return stays
      ? { kind: 'account_locked', username }
      : { kind: 'pointless', reason: 'account_unlocked' };
  }
  if (mail.kind === 'sign_in_at_portal') {
    return signInMethod === 'sso' || utility.signIn === 'sso'
      ? { kind: 'sign_in_at_portal' }
      : { kind: 'pointless', reason: 'signs_in_with_a_password' };
  }
  return linkAnswer(utility, mail.resetRequestId ?? '', person, now);
};

/**
 * The link, made again, on the utility's configured domain whatever the request said: host header
 * injection would otherwise mail links to elsewhere.
 */
async function linkAnswer(
  utility: Utility,
  resetRequestId: string,
  person: Parameters<AnswerSource>[2],
  now: Date,
): Promise<Answer | Awaited<ReturnType<AnswerSource>>> {
  const { utilityId } = utility;
  if (utility.signIn === 'sso') return { kind: 'pointless', reason: 'passwords_off' };
  const request = resetRequestId ? await findRequest(db(), utilityId, resetRequestId) : null;
  if (!request?.expiresAt) return { kind: 'pointless', reason: 'expired' };
  const state = linkState(request, person, now);
  if (state !== 'good') return { kind: 'pointless', reason: state };
  const secret = linkSecret(request.keyId, utilityId, resetRequestId);
  // While AUTH_SECRET is being rolled, another server may have the value that this one lacks.
  if (!secret) return { kind: 'not_here' };
  const link = new URL('/reset-password', canonicalOrigin(utility));
  link.searchParams.set('token', `${resetRequestId}.${secret}`);
  const { username } = person;
  return { kind: 'forgot_password', username, link: link.href, expiresAt: request.expiresAt };
}
