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

/** The form in which addresses are compared: caseless, the domain as DNS has it (RFC 5891). */
export function emailKey(typed: string): string {
  const key = caseless(normalizeEmail(typed));
  const at = key.lastIndexOf('@');
  // PostgreSQL has no text with a NUL; an address that no account can have stays one.
  return (key.slice(0, at + 1) + asciiDomain(key.slice(at + 1))).replaceAll('\0', '\ufffd');
}

/** A domain in another script as DNS has it; what is no domain stays as it is. */
function asciiDomain(domain: string): string {
  if (/^[\0-\x7f]*$/.test(domain) || !/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return domain;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : domain;
}
