import { isAcceptableEmail, normalizeEmail } from '@/lib/accounts/email-rules';
import { isAcceptableFullName } from '@/lib/accounts/full-name-rules';
import { isAcceptableUsername, normalizeUsername } from '@/lib/accounts/username-rules';
import type { OneText, TextFault } from '@/lib/sso/attribute-values-rules';

export type MappedTextFault = TextFault | 'not_a_username' | 'not_an_email';

/** A portal's text in the form in which it is kept, or why it is not. */
export type Made = { value: string; fault: null } | { value: null; fault: MappedTextFault };

/** More are not kept; OpenID Connect Core 1.0 §2 allows a `sub` no more. */
const LONGEST_SUBJECT = 255;
const LONGEST_USERNAME = 64;
const LONGEST_FULL_NAME = 200;

/** What `make` makes of a value that holds one text; any other value keeps the fault that it has. */
export function madeOf({ text, fault }: OneText, make: (text: string) => Made): Made {
  return text === null ? unusable(fault) : make(text);
}

/** Many a provider writes an empty text for what it does not know. */
export function optional(made: Made): Made {
  return made.fault === 'empty' ? unusable('missing') : made;
}

/** For ever the same, byte by byte: neither trimmed nor brought into another form. */
export function ofSubject(text: string): Made {
  if (text.includes('\t')) return unusable('control_character');
  return [...text].length > LONGEST_SUBJECT ? unusable('too_long') : usable(text);
}

export function ofUsername(text: string): Made {
  const username = normalizeUsername(text);
  if (isAcceptableUsername(username)) return usable(username);
  const isTooLong = [...username].length > LONGEST_USERNAME;
  return unusable(isTooLong ? 'too_long' : 'not_a_username');
}

export function ofFullName(text: string): Made {
  const name = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (isAcceptableFullName(name)) return usable(name);
  return unusable([...name].length > LONGEST_FULL_NAME ? 'too_long' : 'control_character');
}

export function ofEmail(text: string): Made {
  return isAcceptableEmail(text) ? usable(normalizeEmail(text)) : unusable('not_an_email');
}

function usable(value: string): Made {
  return { value, fault: null };
}

function unusable(fault: MappedTextFault): Made {
  return { value: null, fault };
}
