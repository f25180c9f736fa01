/** What is wrong with a portal's answer, or with the way in which it came. For the log, never for a page. */
export type AnswerFault =
  /** This browser asked for no sign-in that the answer belongs to, or long ago. */
  | 'not_asked_here'
  | 'used_already'
  /** The portal says that it will not: `access_denied` and the like, which stands beside it. */
  | 'portal_refused'
  | 'state'
  /** Unasked for: a second one within two minutes, or where something was asked. */
  | 'unasked'
  /** Of another provider than the one that was asked (RFC 9207; SAML's Issuer). */
  | 'issuer'
  | 'malformed_answer'
  | 'client_authentication'
  | 'token_endpoint'
  | 'id_token'
  | 'signature'
  /** Encrypted in a way, or for a key, that this side does not have. */
  | 'encryption'
  | 'audience'
  /** Made for another address than this utility's: SAML's Destination and Recipient. */
  | 'destination'
  /** A SAML assertion lacks what it must say, or says what nobody here knows. */
  | 'conditions'
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
