import type { AnswerFault } from '@/lib/sso/answer-fault';
import type { PortalAttributes } from '@/lib/sso/attribute-values-rules';
import type { AssertionEvidence } from '@/lib/sso/saml/assertion-evidence';
import type { NameId } from '@/lib/sso/saml/name-id';

/** A verified answer of a SAML portal, as it waits for its browser: JSON, so no dates. */
export interface VerifiedAnswer {
  kind: 'verified';
  /** The name (request-store) of the request that it answers; null where none was asked for. */
  request: string | null;
  /** As identities name it. */
  provider: string;
  nameId: NameId;
  attributes: PortalAttributes;
  sessionIndex: string | null;
  /** These three in epoch milliseconds; the first two by the portal's clock. */
  issuedAt: number;
  authnInstant: number;
  receivedAt: number;
  /** Of an unasked one: the path that it asks to go to, or null. */
  target: string | null;
  /** For a test sign-in. */
  evidence: AssertionEvidence | null;
}

/** An answer to a test sign-in that is refused, for its report. */
export interface RefusedAnswer {
  kind: 'refused';
  /** The name of the request that it answers. */
  request: string;
  fault: AnswerFault;
  detail: string;
  evidence: AssertionEvidence | null;
}

export type KeptArrival = VerifiedAnswer | RefusedAnswer;
