import { dictionary } from '@zxcvbn-ts/language-common';
import { caseless } from '@/lib/caseless';
import { plainForm, plainForms } from '@/lib/passwords/common-variant-rules';
import { normalizePassword } from '@/lib/passwords/password-rules';
import { processWide } from '@/lib/process-wide';

/** How many entries, of a list that begins with the most used one, are refused in variants too. */
const WITH_VARIANTS = 5_000;

interface CommonPasswords {
  whole: ReadonlySet<string>;
  plain: ReadonlySet<string>;
}

/**
 * Whether a password, as a whole and without regard to case, is among the most used ones and those
 * found in breaches, or a variant of one of the 5,000 most used ones (NIST SP 800-63B-4 §3.1.1.2).
 * The list comes with `@zxcvbn-ts/language-common`; how long it is and what it costs stands in the
 * operator's guide.
 *
 * Who must have a capital, a digit and a symbol types `Password1!` or `Summer2024!`, and whoever
 * guesses tries just these first: a few per account, below what locks it, on thousands of accounts.
 */
export function isCommonPassword(typed: string): boolean {
  const folded = caseless(normalizePassword(typed));
  const { whole, plain } = list();
  return whole.has(folded) || plainForms(folded).some((form) => plain.has(form));
}

function list(): CommonPasswords {
  return processWide('common-passwords', () => {
    const entries = dictionary['passwords-common'].map((entry) => caseless(String(entry)));
    const plain = entries.slice(0, WITH_VARIANTS).map(plainForm);
    return { whole: new Set(entries), plain: new Set(plain.filter((form) => form !== null)) };
  });
}
