import type { SsoRefusal } from '@/lib/audit/event-catalogue';
import type { Scope } from '@/lib/scope';
import type { FoundHow } from '@/lib/sso/account-of-arrival';
import { foreseeAdmission } from '@/lib/sso/admit-person';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import type { AttributeRule } from '@/lib/sso/attribute-mapping';
import { shownText } from '@/lib/sso/attribute-values-rules';
import { faultsIn } from '@/lib/sso/mapping-faults-rules';
import type { PortalArrival } from '@/lib/sso/portal-arrival';
import type { RoleRule } from '@/lib/sso/role-mapping';
import type { RefusedAnswer } from '@/lib/sso/saml/kept-arrival';
import {
  HIDDEN,
  isSecretName,
  type ShownClaims,
  shownClaims,
  withoutSecret,
} from '@/lib/sso/shown-claims-rules';
import { type ShownEvidence, shownEvidence } from '@/lib/sso/shown-evidence-rules';
import type { SignInAttempt } from '@/lib/sso/sign-in-attempt';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import { type TestedPortal, testedPortal } from '@/lib/sso/tested-portal';
import type { PortalConnection, Role } from '@/lib/utilities/utility';

type TestPurpose = Extract<SignInAttempt['purpose'], { kind: 'test' }>;

/** What a test sign-in found. It stands in the database as JSON, so it holds texts and no dates. */
export interface TestReport {
  /** ISO 8601. */
  at: string;
  portal: TestedPortal;
  /** Whether the portal was told to ask for the password again, as after an idle sign-out. */
  mustBeFresh: boolean;
  /** Who began it, and may read it. */
  by: TestPurpose['by'];
  /** Null where nothing came that could be believed. */
  arrived: TestArrival | null;
  /** Of a SAML answer, also of one that is not believed; null where none came, and in OpenID Connect. */
  evidence: ShownEvidence | null;
  verdict: Verdict;
}

export interface TestArrival extends ShownClaims {
  attributes: AttributeRule[];
  roles: RoleRule[];
  unusedRoleValues: string[];
  /** How many there were beyond those. */
  moreRoleValues: number;
  /** Why the answer would not do after an idle sign-out; null when it would. */
  notFresh: PortalArrival['notFresh'];
  /** Whether the utility asks for that. */
  mustAskAfterIdle: boolean;
}

export type Verdict =
  | { kind: 'let_in'; how: FoundHow; username: string; roles: Role[] }
  | { kind: 'not_admitted'; reason: SsoRefusal; username: string }
  | { kind: 'refused'; fault: AnswerFault; detail: string }
  | { kind: 'unavailable'; detail: string };

/** What a test came to; an answer of SAML that is refused brings its evidence along. */
export type TestOutcome = PortalArrival | SsoFailure | RefusedAnswer;

const MOST_ROLE_VALUES = 100;
const LONGEST_DETAIL = 500;

/**
 * What became of a test sign-in, for the identity engineer: what arrived, what each rule made of it, and
 * whether the person would be let in. Nothing is done: whom it is about has no session, account, link or
 * event afterwards that they did not have before. Tokens, codes and secrets are not in it.
 *
 * @param asked how it was begun, and by whom
 * @param outcome what came of it, received as if nothing had to be fresh: whether it is, is judged here,
 *   so that the report shows the rest too
 */
export async function testReport(
  scope: Scope,
  connection: PortalConnection,
  { mustBeFresh, by }: { mustBeFresh: boolean; by: TestPurpose['by'] },
  outcome: TestOutcome,
): Promise<TestReport> {
  const portal = await testedPortal(scope, connection);
  const found = 'evidence' in outcome ? outcome.evidence : null;
  const evidence = found && shownEvidence(found);
  const asked = { at: scope.now().toISOString(), portal, mustBeFresh, by, evidence };
  if (outcome.kind !== 'arrived') return { ...asked, arrived: null, verdict: verdictOf(outcome) };
  return {
    ...asked,
    arrived: arrivalOf(connection, outcome),
    verdict: await foresee(scope, connection, mustBeFresh, outcome),
  };
}

function arrivalOf(
  { kind, reauthAfterIdle }: PortalConnection,
  { mapping, attributes, fromUserInfo, notFresh }: PortalArrival,
): TestArrival {
  const { unusedRoleValues } = mapping;
  return {
    ...shownClaims(attributes, kind === 'oidc' ? fromUserInfo : null),
    attributes: mapping.attributes.map(withoutSecrets),
    roles: mapping.roles,
    unusedRoleValues: unusedRoleValues.slice(0, MOST_ROLE_VALUES).map(withoutSecret),
    moreRoleValues: Math.max(0, unusedRoleValues.length - MOST_ROLE_VALUES),
    notFresh,
    mustAskAfterIdle: reauthAfterIdle,
  };
}

/** A rule may name any attribute, also one that should not be looked at. */
function withoutSecrets(rule: AttributeRule): AttributeRule {
  const { from, found, value } = rule;
  if (found.length > 0 && from.some(isSecretName)) {
    return { ...rule, found: [HIDDEN], value: value && HIDDEN };
  }
  return { ...rule, found: found.map(withoutSecret), value: value && withoutSecret(value) };
}

/** In the order of a sign-in: the answer, the attributes, the person. */
async function foresee(
  scope: Scope,
  { reauthAfterIdle }: PortalConnection,
  mustBeFresh: boolean,
  {
    mapping,
    provider,
    portalSubject,
    issuedAt,
    portalSession,
    idToken,
    nameId,
    notFresh,
  }: PortalArrival,
): Promise<Verdict> {
  if (mustBeFresh && reauthAfterIdle && notFresh) {
    return { kind: 'refused', fault: 'not_fresh', detail: notFresh };
  }
  if (!mapping.person) return { kind: 'refused', fault: 'attributes', detail: faultsIn(mapping) };
  const person = { provider, ...mapping.person };
  const foreseen = await foreseeAdmission(scope, {
    person,
    portalSubject,
    issuedAt,
    portalSession,
    idToken,
    nameId,
  });
  const username = shownUsername(mapping);
  if (foreseen.kind === 'refused') return foreseen;
  if (foreseen.kind === 'not_admitted') return { ...foreseen, username };
  const { how, account } = foreseen;
  return {
    kind: 'let_in',
    how,
    username: how === 'made' ? username : account.username,
    roles: person.roles,
  };
}

/** The username that the portal gave. */
function shownUsername({ attributes }: PortalArrival['mapping']): string {
  const rule = attributes.find(({ target }) => target === 'username');
  return (rule && withoutSecrets(rule).value) ?? '';
}

function verdictOf(failure: SsoFailure | RefusedAnswer): Verdict {
  if (failure.kind === 'not_admitted') return { ...failure, username: '' };
  // A portal's own words stand in some details.
  const detail = shownText(failure.detail, LONGEST_DETAIL);
  return failure.kind === 'refused'
    ? { kind: 'refused', fault: failure.fault, detail }
    : { kind: 'unavailable', detail };
}
