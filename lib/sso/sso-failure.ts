import type { SsoRefusal } from '@/lib/audit/event-catalogue';

/** What is wrong with a portal's answer, or with the way in which it came. For the log, never for a page. */
export type AnswerFault =
  /** This browser asked for no sign-in that the answer belongs to, or long ago. */
  | 'not_asked_here'
  | 'used_already'
  /** The portal says that it will not: `access_denied` and the like, which stands beside it. */
  | 'portal_refused'
  | 'state'
  /** Of another provider than the one that was asked (RFC 9207). */
  | 'issuer'
  | 'malformed_answer'
  | 'client_authentication'
  | 'token_endpoint'
  | 'id_token'
  | 'signature'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  /** Made at a time that is too far from ours: a clock is wrong. */
  | 'clock'
  | 'nonce'
  | 'userinfo'
  /** Neither subject nor username can be used. */
  | 'attributes'
  /** The portal did not ask for the password again, or does not say so. */
  | 'not_fresh';

/** Why nobody comes in by this answer. */
export type SsoFailure =
  /** Something is wrong; `detail` is for the operator and names no secret. */
  | { kind: 'refused'; fault: AnswerFault; detail: string }
  /** The portal does not answer now. */
  | { kind: 'unavailable'; detail: string }
  /** The portal vouches for the person, who is not let in. */
  | { kind: 'not_admitted'; reason: SsoRefusal };

/** An answer that is refused, on its way out of what found it. */
export class AnswerRefused extends Error {
  constructor(
    readonly fault: AnswerFault,
    detail: string,
  ) {
    super(detail);
  }
}
