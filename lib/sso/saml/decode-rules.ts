import { AnswerRefused } from '@/lib/sso/answer-refused';

/** Longest document that is read: a person with hundreds of groups fits, signed twice and encrypted. */
export const LONGEST_XML = 256 * 1024;

/** Longest RelayState that is read; the standard allows 80 bytes (Bindings §3.4.3), portals put addresses there. */
export const LONGEST_RELAY_STATE = 2000;

/** Base64 of RFC 4648 §4, in one line or with white space between, as many a portal wraps it. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The document in a form's field (SAML Bindings §3.5.4).
 * @throws AnswerRefused for what is no base64, no UTF-8, or too long
 */
export function decodePosted(field: string): string {
  return decodeText(decodeBase64(field));
}

/** @throws AnswerRefused for what is no base64, or too long */
export function decodeBase64(field: string): Buffer {
  const base64 = field.replace(/[ \t\r\n]+/g, '');
  if (base64.length > (LONGEST_XML * 4) / 3 + 4) throw malformed('over 256 KiB');
  if (base64 === '' || !BASE64.test(base64)) throw malformed('no base64');
  return Buffer.from(base64, 'base64');
}

/** @throws AnswerRefused for what is no UTF-8 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('no UTF-8');
  }
}

function malformed(detail: string): AnswerRefused {
  return new AnswerRefused('malformed_answer', detail);
}
