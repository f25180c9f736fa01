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
