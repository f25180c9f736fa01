import { randomInt } from 'node:crypto';
import { failedRequirements, type PasswordOwner } from '@/lib/passwords/password-rules';
import type { PasswordPolicy } from '@/lib/utilities/utility';

/** No i, l, o, 0 or 1: nothing looks or sounds like another when read out over the phone. */
const CONSONANTS = 'bdfghjkmnprstvwz';
const VOWELS = 'aeu';
const WORD_LENGTH = 5;
const DIGITS = '23456789';

/**
 * A password that is easy to read out and satisfies the utility's policy, as `Rusek-Nahed-Vubat-47`:
 * words of five letters, at least three of them, then digits. Three words and two digits are about
 * 52 bits; what it protects lives for days and locks after a few wrong guesses.
 *
 * @throws when no such password satisfies the policy, which the policy's ranges rule out
 */
export function generateTemporaryPassword(policy: PasswordPolicy, owner: PasswordOwner): string {
  const digits = Math.max(2, policy.classes?.digits ?? 0);
  const fewest = Math.floor((policy.minLength - digits - 5) / (WORD_LENGTH + 1));
  for (let words = Math.max(3, fewest); words <= 50; words += 1) {
    // Several tries with as many words, since one may by chance be part of the person's name; with more
    // and more digits, which meets the greatest lengths.
    for (let attempt = 0; attempt < 30; attempt += 1) {
      const last = number(digits + (attempt % 6));
      const password = [...Array.from({ length: words }, word), last].join('-');
      if (failedRequirements(policy, password, owner).length === 0) return password;
    }
  }
  throw new Error('The password policy cannot be satisfied by a generated password.');
}

function word(): string {
  const [first = '', ...rest] = [CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS].map(pick);
  return first.toUpperCase() + rest.join('');
}

function number(length: number): string {
  return Array.from({ length }, () => pick(DIGITS)).join('');
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}
