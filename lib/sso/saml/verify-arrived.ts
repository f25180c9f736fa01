import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import type { AssertionEvidence } from '@/lib/sso/saml/assertion-evidence';
import { examineAssertion } from '@/lib/sso/saml/assertion-rules';
import type { AssertionSaid } from '@/lib/sso/saml/assertion-said-rules';
import { decodePosted } from '@/lib/sso/saml/decode-rules';
import { decryptAssertion } from '@/lib/sso/saml/decrypt-assertion';
import { NotVerified, type OpenedAssertion, verifyResponse } from '@/lib/sso/saml/library';
import { lookSoon } from '@/lib/sso/saml/look-soon';
import { noteArrived, noteVerified } from '@/lib/sso/saml/note-evidence';
import { type ArrivedResponse, arrivedAssertion, readMessage } from '@/lib/sso/saml/response-rules';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { NO_CERTIFICATE, signingCertificate } from '@/lib/sso/saml/signing-certificate';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';

/** What a response says, every word of it signed by the portal. */
export interface Verified {
  said: AssertionSaid;
}

interface Arrived {
  /** As it came, in base64. */
  field: string;
  response: ArrivedResponse;
  /** The request that it must answer; null where none was sent. */
  asked: { id: string; sentAt: Date } | null;
  /** Written to as far as it goes; null where nobody will read it. */
  evidence: AssertionEvidence | null;
}

/**
 * Verifies, opens and examines a response. In this order: its shape (already), the signature of the whole where
 * it has one, what is encrypted, the other signature, and only then, from the bytes that they cover, what it
 * says. So a response that is signed as a whole cannot be changed to see what this side makes of it when it
 * opens what is inside.
 *
 * @throws AnswerRefused
 */
export async function verifyArrived(
  scope: Scope,
  provider: SamlProvider,
  { field, response, asked, evidence }: Arrived,
): Promise<Verified> {
  const own = samlAddresses(scope.utility);
  const { assertion, opened } = await readable(scope, provider, { field, response, evidence });
  const signed = { response: response.isSigned, assertion: assertion.isSigned };
  if (!signed.response && !signed.assertion) {
    throw new AnswerRefused('signature', 'neither response nor assertion is signed');
  }
  const verified = await orRefused(scope, () =>
    verifyResponse({ provider, own }, field, signed, opened),
  );
  const { element } = arrivedAssertion(verified.assertion);
  if (evidence) noteVerified(evidence, element, verified.certificate);
  const expected = { entityId: provider.entityId, own, request: asked, now: scope.now() };
  const { conditions, outcome } = examineAssertion(response, element, expected);
  if (evidence) evidence.conditions = conditions;
  if (outcome.kind === 'refused') throw new AnswerRefused(outcome.fault, outcome.detail);
  return { said: outcome.said };
}

/** The assertion as it came, decrypted where need be; nothing of it is verified by the library yet. */
async function readable(
  scope: Scope,
  { certificates }: SamlProvider,
  { field, response, evidence }: Pick<Arrived, 'field' | 'response' | 'evidence'>,
): Promise<{
  assertion: { element: XmlElement; isSigned: boolean };
  opened: OpenedAssertion | null;
}> {
  const { assertion } = response;
  if (assertion.kind === 'clear') {
    if (evidence) noteArrived(evidence, response.element, assertion.element);
    return { assertion, opened: null };
  }
  if (evidence) noteArrived(evidence, response.element, null);
  const text = decodePosted(field);
  if (response.isSigned && !signingCertificate(text, 'root', certificates)) {
    await lookSoon(scope);
    throw new AnswerRefused('signature', NO_CERTIFICATE);
  }
  const { decryption } = await serviceKeys(db(), scope.utility.utilityId);
  const opened = await decryptAssertion(assertion.element, decryption);
  if (evidence) noteArrived(evidence, response.element, readMessage(opened.xml));
  return { assertion: arrivedAssertion(opened.xml), opened };
}

async function orRefused<T>(scope: Scope, verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    if (!(error instanceof NotVerified)) throw error;
    await lookSoon(scope);
    throw new AnswerRefused('signature', error.message);
  }
}
