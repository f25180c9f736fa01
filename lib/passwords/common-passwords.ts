import { dictionary } from '@zxcvbn-ts/language-common';
import { caseless } from '@/lib/caseless';
import { normalizePassword } from '@/lib/passwords/password-rules';
import { processWide } from '@/lib/process-wide';

/**
 * Whether a password, as a whole and without regard to case, is among the most used ones and those
 * found in breaches (NIST SP 800-63B-4 §3.1.1.2). The list comes with `@zxcvbn-ts/language-common`;
 * how long it is and what it costs stands in the operator's guide.
 */
export function isCommonPassword(typed: string): boolean {
  return list().has(caseless(normalizePassword(typed)));
}

function list(): ReadonlySet<string> {
  return processWide(
    'common-passwords',
    () => new Set(dictionary['passwords-common'].map((entry) => caseless(String(entry)))),
  );
}
