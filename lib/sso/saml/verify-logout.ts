import { AnswerRefused } from '@/lib/sso/answer-refused';
import { decodePosted, LONGEST_RELAY_STATE } from '@/lib/sso/saml/decode-rules';
import { arrivedLogout } from '@/lib/sso/saml/logout-message-rules';
import {
  type MessageField,
  type RedirectMessage,
  readRedirect,
  unpacked,
} from '@/lib/sso/saml/redirect-message';
import { isSignedByAny } from '@/lib/sso/saml/redirect-signature-rules';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { whatIsSigned } from '@/lib/sso/saml/signed-xml';
import { NO_CERTIFICATE } from '@/lib/sso/saml/signing-certificate';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import { childElements, isElement, NS } from '@/lib/sso/saml/xml-tree';

/** How a browser brings a logout message: in the address that it asks for (path and query), or in a form. */
export type LogoutArrival = { path: string } | { form: URLSearchParams };

/** A logout message, nothing of it verified. */
export type LogoutMessage = (RedirectMessage & { by: 'redirect' }) | PostedMessage;

interface PostedMessage {
  by: 'post';
  field: MessageField;
  /** In base64. */
  posted: string;
  /** Null where there is none. No signature covers it. */
  relayState: string | null;
}

/**
 * Takes a message from where it stands: exactly one, in exactly one place.
 * @throws AnswerRefused
 */
export function readLogout(arrival: LogoutArrival): LogoutMessage {
  const message =
    'path' in arrival
      ? { by: 'redirect' as const, ...readRedirect(arrival.path) }
      : readPosted(arrival.form);
  if ((message.relayState ?? '').length > LONGEST_RELAY_STATE) {
    throw malformed('RelayState is too long');
  }
  return message;
}

function readPosted(form: URLSearchParams): PostedMessage {
  const messages = (['SAMLRequest', 'SAMLResponse'] as const).flatMap((field) =>
    form.getAll(field).map((posted) => ({ field, posted })),
  );
  const [message, another] = messages;
  const [relayState = null, second] = form.getAll('RelayState');
  if (!message || another || second !== undefined) {
    throw malformed('not one of SAMLRequest and SAMLResponse, or several RelayStates');
  }
  return { by: 'post', ...message, relayState };
}

/**
 * What the portal has signed of a message: by redirect the address, before a byte of it is unpacked, by POST
 * the root of the document, which is then read from the signed bytes. A message without a signature is
 * worth nothing, in either direction: anybody can send a browser here with one.
 *
 * @throws AnswerRefused
 */
export function verifiedLogout({ certificates }: SamlProvider, message: LogoutMessage): XmlElement {
  const name = message.field === 'SAMLRequest' ? 'LogoutRequest' : 'LogoutResponse';
  if (message.by === 'post') return verifiedDocument(certificates, message.posted, name);
  const { signature, octets, packed } = message;
  if (!signature) throw new AnswerRefused('signature', 'the address is not signed');
  const { algorithm, value } = signature;
  if (!isSignedByAny(certificates, { octets, algorithm, signature: value })) {
    throw notVerified();
  }
  return arrivedLogout(unpacked(packed), name);
}

function verifiedDocument(
  certificates: readonly string[],
  posted: string,
  name: 'LogoutRequest' | 'LogoutResponse',
): XmlElement {
  const text = decodePosted(posted);
  const root = arrivedLogout(text, name);
  const position = childElements(root).findIndex((child) =>
    isElement(child, NS.signature, 'Signature'),
  );
  if (position < 0) throw new AnswerRefused('signature', 'the message is not signed');
  const signed = whatIsSigned(text, position, certificates);
  if (!signed) throw notVerified();
  return arrivedLogout(signed, name);
}

function notVerified(): AnswerRefused {
  return new AnswerRefused('signature', NO_CERTIFICATE);
}

function malformed(detail: string): AnswerRefused {
  return new AnswerRefused('malformed_answer', detail);
}
