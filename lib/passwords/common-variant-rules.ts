/** More than this around a word is taken for something that nobody else has. */
const MOST_TAKEN_OFF = 6;
const FEWEST_LETTERS = 4;

const LETTER = /\p{L}/gu;
const DIGIT_OR_SIGN = /[\p{N}\p{P}\p{S}]/u;

/** What is typed for a letter. `1` and `!` stand for `i` and for `l`, so that all four count as one. */
const TYPED_FOR: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  l: 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/**
 * The form in which a common password, folded, is compared with what `plainForms` finds; `null` where
 * it has fewer than four letters: of `123456` or `abc123` a variant could be anything.
 */
export function plainForm(entry: string): string | null {
  if ((entry.match(LETTER)?.length ?? 0) < FEWEST_LETTERS) return null;
  return [...entry].map(plain).join('');
}

/**
 * What a password, folded, may be a variant of: itself, and what remains once up to six characters at
 * its two ends are taken off, with the usual substitutions undone (`p@ssw0rd2024!` gives `password`).
 * Taken off are digits and signs, and one letter that does not touch what remains (`iloveyou12a`).
 *
 * No word is looked for within a password (NIST SP 800-63B-4 §3.1.1.2): `welcome-aboard-31` has
 * nothing in common with `welcome`.
 */
export function plainForms(folded: string): string[] {
  const typed = [...folded];
  const undone = typed.map(plain);
  const forms: string[] = [];
  for (let before = 0; before <= MOST_TAKEN_OFF; before += 1) {
    for (let behind = 0; before + behind <= MOST_TAKEN_OFF; behind += 1) {
      const end = typed.length - behind;
      if (end - before < FEWEST_LETTERS) break;
      if (mayBeTakenOff(typed.slice(0, before), typed.slice(end))) {
        forms.push(undone.slice(before, end).join(''));
      }
    }
  }
  return forms;
}

function mayBeTakenOff(head: string[], tail: string[]): boolean {
  const touching = [...head.slice(-1), ...tail.slice(0, 1)];
  const others = [...head, ...tail].filter((character) => !DIGIT_OR_SIGN.test(character));
  return touching.every((character) => DIGIT_OR_SIGN.test(character)) && others.length <= 1;
}

function plain(character: string): string {
  return TYPED_FOR[character] ?? character;
}
