import type { Mapping } from '@/lib/sso/attribute-mapping';
import type { PortalAttributes } from '@/lib/sso/attribute-values-rules';
import type { FreshnessFault } from '@/lib/sso/freshness-rules';
import type { AssertionEvidence } from '@/lib/sso/saml/assertion-evidence';
import type { NameIdNames } from '@/lib/sso/saml/name-id';

/** What the portal vouches for, every check passed but whether the person is let in. */
export interface PortalArrival {
  kind: 'arrived';
  /** As identities name it. */
  provider: string;
  mapping: Mapping;
  attributes: PortalAttributes;
  /** Which of them only the userinfo endpoint has; none in SAML. */
  fromUserInfo: string[];
  /** `sub` or NameID, whatever attribute the mapping takes for the subject. */
  portalSubject: string;
  /** When the portal made its answer, by its own clock. */
  issuedAt: Date;
  /** The portal's own name of its session (`sid`, SessionIndex). */
  portalSession: string | null;
  /** Of OpenID Connect. */
  idToken: string | null;
  /** Of SAML. */
  nameId: NameIdNames | null;
  /** Why this arrival would not do after an idle sign-out; null when it would. */
  notFresh: FreshnessFault | null;
  /** Of a test sign-in by SAML: what was checked, and how. */
  evidence: AssertionEvidence | null;
}
