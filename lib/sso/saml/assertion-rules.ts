import type { AnswerFault } from '@/lib/sso/answer-fault';
import { CLOCK_SKEW_SECONDS } from '@/lib/sso/clock-rules';
import type { CheckedCondition } from '@/lib/sso/saml/assertion-evidence';
import {
  type AssertionSaid,
  assertionSaid,
  OLDEST_SECONDS,
} from '@/lib/sso/saml/assertion-said-rules';
import { conditionList, type Examined } from '@/lib/sso/saml/condition-list-rules';
import { instantOf } from '@/lib/sso/saml/instant-rules';
import { ENTITY } from '@/lib/sso/saml/name-id';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import {
  attributeOf,
  childElements,
  childrenNamed,
  isElement,
  NS,
  onlyChild,
  textIn,
} from '@/lib/sso/saml/xml-tree';

/** What an assertion must be about. */
export interface ExpectedAssertion {
  /** Of the portal. */
  entityId: string;
  /** Ours, and where the answer must have been sent. */
  own: { entityId: string; consumer: string };
  /** The request that it answers, and when that was sent; null where none was asked for. */
  request: { id: string; sentAt: Date } | null;
  now: Date;
}

const ANSWERS_ANOTHER = 'the assertion answers another request, or none';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
/** Conditions that bind nobody but who passes an assertion on or keeps it (Core §2.5.1.5, §2.5.1.6). */
const HARMLESS = ['OneTimeUse', 'ProxyRestriction'];

/**
 * Checks what the library that verifies signatures leaves open: that a verified assertion is of this portal,
 * for this utility, at this address, of now, and for this request (Profiles §4.1.4.2 and §4.1.4.3, Core §2.5),
 * and stricter where those leave a choice: whatever limits an assertion must be there. All conditions are
 * looked at and listed, also behind one that is not met, for the test sign-in.
 *
 * An assertion that was made for another utility, another service or a request of somebody else is signed
 * just as well.
 *
 * @param response as it arrived; what is read of it is only as good as its own signature
 * @param assertion as the signature covers it
 */
export function examineAssertion(
  response: { element: XmlElement; isSigned: boolean },
  assertion: XmlElement,
  expected: ExpectedAssertion,
): { conditions: CheckedCondition[]; outcome: Examined<AssertionSaid> } {
  const list = conditionList();
  checkIssuers(list, response.element, assertion, expected.entityId);
  checkDestination(list, response, expected.own.consumer);
  checkMadeWhen(list, response.element, assertion, expected);
  checkConfirmation(list, assertion, expected);
  checkConditions(list, assertion, expected);
  const said = assertionSaid(list, assertion, expected.now);
  return { conditions: list.conditions, outcome: list.outcome(said) };
}

type List = ReturnType<typeof conditionList>;

/** Core §2.2.5: the name of an entity, with no other meaning. */
function checkIssuers(list: List, response: XmlElement, assertion: XmlElement, wanted: string) {
  const ofResponse = onlyChild(response, NS.assertion, 'Issuer');
  if (ofResponse) checkIssuer(list, 'Response Issuer', ofResponse, wanted);
  checkIssuer(list, 'Issuer', onlyChild(assertion, NS.assertion, 'Issuer'), wanted);
}

function checkIssuer(list: List, name: string, issuer: XmlElement | undefined, wanted: string) {
  const found = issuer ? textIn(issuer).trim() : null;
  const format = attributeOf(issuer, 'Format') ?? ENTITY;
  list.check(name, found, wanted, found === wanted && format === ENTITY, 'issuer');
}

/** Bindings §3.5.5.2: it must be there where the message is signed, and is worth nothing where not. */
function checkDestination(
  list: List,
  { element, isSigned }: { element: XmlElement; isSigned: boolean },
  wanted: string,
) {
  const found = attributeOf(element, 'Destination') ?? null;
  if (found === null && !isSigned) return;
  list.check('Destination', found, wanted, found === wanted, 'destination');
}

/** No answer is older than its question; and one that is, says that a clock is wrong. */
function checkMadeWhen(
  list: List,
  response: XmlElement,
  assertion: XmlElement,
  { request, now }: ExpectedAssertion,
) {
  for (const [name, element] of [
    ['Response IssueInstant', response],
    ['IssueInstant', assertion],
  ] as const) {
    const found = attributeOf(element, 'IssueInstant') ?? null;
    const made = instantOf(found);
    if (!made) {
      list.check(name, found, null, false, 'conditions');
      continue;
    }
    const ahead = secondsBetween(now, made);
    const before = request ? secondsBetween(made, request.sentAt) : 0;
    const fault = faultOfAge(ahead, before);
    list.check(name, found, null, fault === null, fault?.fault ?? 'clock', fault?.detail);
  }
}

function faultOfAge(
  ahead: number,
  beforeRequest: number,
): { fault: AnswerFault; detail: string } | null {
  const accepted = `${CLOCK_SKEW_SECONDS} s are accepted`;
  if (ahead > CLOCK_SKEW_SECONDS) {
    return {
      fault: 'clock',
      detail: `made ${Math.round(ahead)} s ahead of our clock; ${accepted}`,
    };
  }
  if (beforeRequest > CLOCK_SKEW_SECONDS) {
    const behind = Math.round(beforeRequest);
    return { fault: 'clock', detail: `made ${behind} s before it was asked for; ${accepted}` };
  }
  if (-ahead > OLDEST_SECONDS) {
    return { fault: 'expired', detail: `made ${Math.round(-ahead)} s ago` };
  }
  return null;
}

/** Profiles §4.1.4.2: a bearer may use it, at this address, for this request, for some minutes. */
function checkConfirmation(list: List, assertion: XmlElement, expected: ExpectedAssertion) {
  const { own, request, now } = expected;
  const subject = onlyChild(assertion, NS.assertion, 'Subject');
  const all = subject ? childrenNamed(subject, NS.assertion, 'SubjectConfirmation') : [];
  const bearers = all.filter((one) => attributeOf(one, 'Method') === BEARER);
  const methods = all.map((one) => attributeOf(one, 'Method') ?? '').join(' ') || null;
  list.check('SubjectConfirmation', methods, BEARER, bearers.length > 0, 'conditions');
  if (bearers.length === 0) return;
  const data = bearers.map((one) => onlyChild(one, NS.assertion, 'SubjectConfirmationData'));
  const ours = data.find((one) => attributeOf(one, 'Recipient') === own.consumer) ?? data[0];
  const recipient = attributeOf(ours, 'Recipient') ?? null;
  list.check('Recipient', recipient, own.consumer, recipient === own.consumer, 'destination');
  const answers = attributeOf(ours, 'InResponseTo') ?? null;
  const wanted = request?.id ?? null;
  const isAnswer = answers === wanted;
  list.check('InResponseTo', answers, wanted, isAnswer, 'not_asked_here', ANSWERS_ANOTHER);
  checkUntil(list, 'Confirmation NotOnOrAfter', attributeOf(ours, 'NotOnOrAfter'), now);
  const from = attributeOf(ours, 'NotBefore');
  if (from !== undefined) checkFrom(list, 'Confirmation NotBefore', from, now);
}

/** Core §2.5.1: a condition that is not understood makes the assertion worth nothing. */
function checkConditions(list: List, assertion: XmlElement, { own, now }: ExpectedAssertion) {
  const conditions = onlyChild(assertion, NS.assertion, 'Conditions');
  if (!conditions)
    return list.check('Conditions', null, null, false, 'conditions', 'no Conditions');
  const from = attributeOf(conditions, 'NotBefore');
  if (from !== undefined) checkFrom(list, 'NotBefore', from, now);
  checkUntil(list, 'NotOnOrAfter', attributeOf(conditions, 'NotOnOrAfter'), now);
  const restrictions = childrenNamed(conditions, NS.assertion, 'AudienceRestriction');
  if (restrictions.length === 0) list.check('Audience', null, own.entityId, false, 'audience');
  // Each must hold, and in each one of its audiences is enough (§2.5.1.4).
  for (const restriction of restrictions) {
    const audiences = childrenNamed(restriction, NS.assertion, 'Audience').map((audience) =>
      textIn(audience).trim(),
    );
    const isOurs = audiences.includes(own.entityId);
    list.check('Audience', audiences.join(' ') || null, own.entityId, isOurs, 'audience');
  }
  const others = childElements(conditions).filter(
    (one) =>
      !restrictions.includes(one) && !HARMLESS.some((name) => isElement(one, NS.assertion, name)),
  );
  for (const { name } of others) list.check('Condition', name, null, false, 'conditions');
}

function checkUntil(list: List, name: string, found: string | undefined, now: Date) {
  const until = instantOf(found ?? null);
  if (!until) return list.check(name, found ?? null, null, false, 'conditions');
  const since = secondsBetween(until, now);
  const isMet = since < CLOCK_SKEW_SECONDS;
  list.check(name, found ?? null, null, isMet, 'expired', `${name}: ${Math.round(since)} s ago`);
}

function checkFrom(list: List, name: string, found: string, now: Date) {
  const from = instantOf(found);
  if (!from) return list.check(name, found, null, false, 'conditions');
  const wait = secondsBetween(now, from);
  const isMet = wait <= CLOCK_SKEW_SECONDS;
  list.check(name, found, null, isMet, 'not_yet_valid', `${name}: in ${Math.round(wait)} s`);
}

/** Positive where the second comes later. */
function secondsBetween(first: Date, second: Date): number {
  return (second.getTime() - first.getTime()) / 1000;
}
