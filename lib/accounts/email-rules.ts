import { caseless } from '@/lib/caseless';

/** Enough to catch slips of the keyboard; whether the mailbox exists only a mail can tell. */
const SHAPE = /^[^\s\p{C}@<>(),;:"\\[\]]+@[^\s\p{C}@<>(),;:"\\[\]]+\.[^\s\p{C}@<>(),;:"\\[\]]+$/u;

/** An address as it is kept: without surrounding spaces. */
export function normalizeEmail(typed: string): string {
  return typed.normalize('NFC').trim();
}

/** One address, at most 254 characters (RFC 5321 §4.5.3.1.3), no line breaks, no list of several. */
export function isAcceptableEmail(typed: string): boolean {
  const email = normalizeEmail(typed);
  return email.length <= 254 && SHAPE.test(email);
}

/**
 * The form in which addresses are compared: the mailbox caseless, the domain as DNS has it (UTS 46),
 * whatever script it was typed in.
 */
export function emailKey(typed: string): string {
  const address = normalizeEmail(typed).normalize('NFKC');
  const at = address.lastIndexOf('@') + 1;
  const key = caseless(address.slice(0, at)) + domainKey(address.slice(at));
  // PostgreSQL has no text with a NUL; an address that no account can have stays one.
  return key.replaceAll('\0', '\ufffd');
}

/** Not folded before it is converted: `ß` and `ς` are letters of their own in DNS. */
function domainKey(domain: string): string {
  const isForeign = /[^\0-\x7f]/.test(domain) && /^[\p{L}\p{M}\p{N}.-]+$/u.test(domain);
  const url = `http://${domain}`;
  return isForeign && URL.canParse(url) ? new URL(url).hostname : caseless(domain);
}
