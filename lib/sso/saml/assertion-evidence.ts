import type { CertificateFacts } from '@/lib/sso/saml/certificate-rules';

/** What a test sign-in shows of a SAML answer; texts that a page can show, and no secret. */
export interface AssertionEvidence {
  /**
   * The assertion, decrypted, as XML with a line for each element; the whole message where no assertion
   * could be picked out of it; null where nothing could be read.
   */
  xml: string | null;
  /** Whether it came encrypted. */
  wasEncrypted: boolean;
  /** Null where there was none, or none that could be looked at. */
  signature: FoundSignature | null;
  /** Each condition that was looked at, in that order. */
  conditions: CheckedCondition[];
}

/** What was signed, and how; with two signatures the method is that of the response's. */
export interface FoundSignature {
  covers: 'response' | 'assertion' | 'both';
  /** The last part of its name: `rsa-sha256`. */
  algorithm: string;
  /** Whether one of the portal's certificates verified it; where not, the rest is only what the message says. */
  isVerified: boolean;
  /** The one that verified it; else the one in its KeyInfo, which proves nothing, or null. */
  certificate: CertificateFacts | null;
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
