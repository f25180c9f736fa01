import type { AssertionEvidence } from '@/lib/sso/saml/assertion-evidence';
import { withoutSecret } from '@/lib/sso/shown-claims-rules';

export interface ShownEvidence extends AssertionEvidence {
  /** How many there were beyond those. */
  moreConditions: number;
}

const MOST_CONDITIONS = 50;

/** For a page: an audience or a name may be a token as any other value; the assertion's text has no secrets already. */
export function shownEvidence(evidence: AssertionEvidence): ShownEvidence {
  const { conditions } = evidence;
  return {
    ...evidence,
    conditions: conditions
      .slice(0, MOST_CONDITIONS)
      .map((one) => ({ ...one, found: one.found && withoutSecret(one.found) })),
    moreConditions: Math.max(0, conditions.length - MOST_CONDITIONS),
  };
}
