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

/** The form in which addresses are compared: caseless. */
export function emailKey(typed: string): string {
  return caseless(normalizeEmail(typed));
}
