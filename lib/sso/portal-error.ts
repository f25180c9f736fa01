/** Why a portal's address gave no answer that can be used. */
export type PortalFault =
  /** Refused, reset, or its name is not known. */
  | 'unreachable'
  | 'timeout'
  /** Its certificate is not valid for the name, or the versions of TLS do not fit. */
  | 'tls_refused'
  /** It answers that it cannot now: 5xx or 429. */
  | 'in_trouble'
  /** It sends us elsewhere, which is never followed. */
  | 'redirected'
  | 'too_large'
  /** No https (or http away from loopback). */
  | 'scheme_refused'
  | 'address_malformed'
  /** The name leads into the network, and the portal itself is not there. */
  | 'address_refused'
  /** Something else than what was asked for: another status, HTML, broken compression. */
  | 'bad_answer'
  /** JSON, but not what its standard asks for. */
  | 'document_refused'
  /** Nobody has read a description of it yet, or the one there was has run out. */
  | 'not_described';

/** A portal that gives no answer, or none that can be used. The message names host and reason only. */
export class PortalError extends Error {
  override readonly name = 'PortalError';

  /** @param detail for the operator: no secret, no query */
  constructor(
    readonly reason: PortalFault,
    readonly host: string,
    readonly detail?: string,
  ) {
    super(`${host}: ${reason}${detail ? ` (${detail})` : ''}`);
  }
}
