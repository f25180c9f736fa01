import { folded } from '@/lib/accounts/search-rules';

/** Longest that a username may be. */
const LONGEST = 64;

/**
 * The username that a name suggests: first and last name without a space, in plain letters, as
 * `danaortiz` for «Dana María Ortiz»; empty where the name gives none.
 *
 * @param attempt from the second on a number is put behind it
 */
export function suggestedUsername(fullName: string, attempt = 1): string {
  const words = folded(fullName)
    .split(' ')
    // Put together again, as usernames are kept.
    .map((word) => word.replace(/[^\p{L}\p{Nd}]/gu, '').normalize('NFKC'))
    .filter((word) => word !== '');
  const [first = '', ...others] = words;
  const number = attempt > 1 ? String(attempt) : '';
  const name = [...(first + (others.at(-1) ?? ''))].slice(0, LONGEST - number.length).join('');
  return name && name + number;
}
