/** What a test sign-in shows of a SAML answer; texts that a page can show, and no secret. */
export interface AssertionEvidence {
  /** The assertion, decrypted, as XML with a line for each element; null where nothing could be read. */
  xml: string | null;
  /** Whether it came encrypted. */
  wasEncrypted: boolean;
  /** Which part was signed, and by which of the portal's certificates; null where none verified it. */
  signature: {
    covers: 'response' | 'assertion' | 'both';
    algorithm: string;
    certificate: { subject: string; sha256: string; expiresAt: string };
  } | null;
  /** Each condition that was looked at, in that order. */
  conditions: CheckedCondition[];
}

export interface CheckedCondition {
  /** As the standard names it: `Audience`, `NotOnOrAfter`, `Recipient`. */
  name: string;
  /** What stood there, or null for nothing. */
  found: string | null;
  /** What was wanted, where that is one value. */
  wanted: string | null;
  isMet: boolean;
}
