import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { keepArrival } from '@/lib/sso/saml/arrival-store';
import type { AssertionEvidence } from '@/lib/sso/saml/assertion-evidence';
import { newEvidence, noteArrived } from '@/lib/sso/saml/note-evidence';
import { findRequest, requestName } from '@/lib/sso/saml/request-store';
import { readXml, type XmlElement, XmlRefused } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childElements, childrenNamed, NS } from '@/lib/sso/saml/xml-tree';

interface Kept {
  kind: 'kept';
  handle: string;
}

/**
 * Keeps why an answer to a test sign-in is refused, for its report; throws everything else on.
 * @param request its name (request-store)
 */
export async function keptRefused(
  scope: Scope,
  request: string,
  error: unknown,
  evidence: AssertionEvidence,
): Promise<Kept> {
  if (!(error instanceof AnswerRefused)) throw error;
  const { fault, message: detail } = error;
  const refused = { kind: 'refused', request, fault, detail, evidence } as const;
  return { kind: 'kept', handle: await keepArrival(db(), scope, refused) };
}

/**
 * The same of an answer whose shape is wrong already, or by which the portal refuses: what a portal that was just
 * set up sends first. It may be anything, so nothing is read of it but which request it says to answer, and
 * what the report shows; throws on what is no answer to a test of this utility.
 */
export async function keptMisshapen(scope: Scope, xml: string, error: unknown): Promise<Kept> {
  const message = read(xml);
  const id = attributeOf(message ?? undefined, 'InResponseTo');
  if (!message || !id) throw error;
  const request = await findRequest(db(), scope.utility.utilityId, id, scope.now());
  if (request?.kind !== 'test' || request.isAnswered) throw error;
  const evidence = newEvidence();
  noteArrived(evidence, message, onlyAssertion(message));
  return keptRefused(scope, requestName(id), error, evidence);
}

function read(xml: string): XmlElement | null {
  try {
    return readXml(xml);
  } catch (error) {
    if (error instanceof XmlRefused) return null;
    throw error;
  }
}

/** Where there are several, the whole message is shown. */
function onlyAssertion(message: XmlElement): XmlElement | null {
  const [only, another] = childElements(message).filter(({ name }) => name.endsWith('Assertion'));
  if (!only || another) return null;
  return childrenNamed(message, NS.assertion, 'Assertion').includes(only) ? only : null;
}
