import { caseless } from '@/lib/caseless';

const ALLOWED = /^[\p{L}\p{M}\p{Nd}._\-@']{1,64}$/u;

/** A username as it is kept: NFKC, without surrounding spaces. */
export function normalizeUsername(typed: string): string {
  return typed.normalize('NFKC').trim();
}

/** 1 to 64 letters, digits and `. _ - @ '`, counted in code points after normalisation. */
export function isAcceptableUsername(typed: string): boolean {
  return ALLOWED.test(normalizeUsername(typed));
}

/**
 * The form in which usernames are compared: without regard to case, Unicode form (NFKC) or
 * surrounding spaces.
 */
export function usernameKey(typed: string): string {
  // PostgreSQL has no text with a NUL; a name that no account can have stays one.
  return caseless(normalizeUsername(typed)).replaceAll('\0', '\ufffd');
}
