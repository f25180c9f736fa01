import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import type { AssertionEvidence } from '@/lib/sso/saml/assertion-evidence';
import { examineAssertion } from '@/lib/sso/saml/assertion-rules';
import type { AssertionSaid } from '@/lib/sso/saml/assertion-said-rules';
import { decodePosted } from '@/lib/sso/saml/decode-rules';
import { decryptAssertion, NOT_OPENED } from '@/lib/sso/saml/decrypt-assertion';
import {
  NotVerified,
  type OpenedAssertion,
  type VerifiedResponse,
  verifyResponse,
} from '@/lib/sso/saml/library';
import { lookSoon } from '@/lib/sso/saml/look-soon';
import { noteArrived, noteVerified } from '@/lib/sso/saml/note-evidence';
import { type ArrivedResponse, arrivedAssertion } from '@/lib/sso/saml/response-rules';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { NO_CERTIFICATE, signingCertificate } from '@/lib/sso/saml/signing-certificate';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';

const NOT_SIGNED = 'neither response nor assertion is signed';

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
  const { assertion } = response;
  const isClear = assertion.kind === 'clear';
  if (evidence) noteArrived(evidence, response.element, isClear ? assertion.element : null);
  const verify = (isAssertionSigned: boolean, opened: OpenedAssertion | null) =>
    verified(scope, () => {
      const signed = { response: response.isSigned, assertion: isAssertionSigned };
      // No newer metadata would help.
      if (!signed.response && !signed.assertion) throw new AnswerRefused('signature', NOT_SIGNED);
      return verifyResponse({ provider, own }, field, signed, opened);
    });
  const good: Good = isClear
    ? { arrived: assertion.element, ...(await verify(assertion.isSigned, null)) }
    : await openedAndVerified(
        scope,
        provider,
        { field, response, encrypted: assertion.element },
        verify,
      );
  const { element } = arrivedAssertion(good.assertion);
  if (evidence) {
    const { arrived, certificate } = good;
    noteVerified(evidence, response.element, { arrived, signed: element }, certificate);
  }
  const expected = { entityId: provider.entityId, own, request: asked, now: scope.now() };
  const { conditions, outcome } = examineAssertion(response, element, expected);
  if (evidence) evidence.conditions = conditions;
  if (outcome.kind === 'refused') throw new AnswerRefused(outcome.fault, outcome.detail);
  return { said: outcome.said };
}

/** What was verified, and the assertion as it came, decrypted. */
type Good = VerifiedResponse & { arrived: XmlElement };

type Verify = (
  isAssertionSigned: boolean,
  opened: OpenedAssertion | null,
) => Promise<VerifiedResponse>;

/**
 * Where the response is not signed as a whole, anybody can have changed what is encrypted. Whatever comes of that
 * is then one refusal, for the log and for a test sign-in too: each difference would tell whoever tries often
 * enough what somebody's assertion holds.
 */
async function openedAndVerified(
  scope: Scope,
  { certificates }: SamlProvider,
  { field, response, encrypted }: Pick<Arrived, 'field' | 'response'> & { encrypted: XmlElement },
  verify: Verify,
): Promise<Good> {
  if (response.isSigned && !signingCertificate(decodePosted(field), 'root', certificates)) {
    await lookSoon(scope);
    throw new AnswerRefused('signature', NO_CERTIFICATE);
  }
  const { decryption } = await serviceKeys(db(), scope.utility.utilityId);
  try {
    const opened = await decryptAssertion(encrypted, decryption);
    const { element, isSigned } = arrivedAssertion(opened.xml);
    return { arrived: element, ...(await verify(isSigned, opened)) };
  } catch (error) {
    if (!(error instanceof AnswerRefused) || response.isSigned) throw error;
    // What is wrong with how it is encrypted could be seen without opening it.
    throw error.fault === 'encryption' ? error : new AnswerRefused('encryption', NOT_OPENED);
  }
}

async function verified(
  scope: Scope,
  verify: () => Promise<VerifiedResponse>,
): Promise<VerifiedResponse> {
  try {
    return await verify();
  } catch (error) {
    if (!(error instanceof NotVerified)) throw error;
    await lookSoon(scope);
    throw new AnswerRefused('signature', error.message);
  }
}
