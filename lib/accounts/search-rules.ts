import { caseless } from '@/lib/caseless';

/** Letters that Unicode does not take apart into a base letter and a mark. */
const BASE_LETTERS: Record<string, string> = {
  æ: 'ae',
  đ: 'd',
  ð: 'd',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  œ: 'oe',
  þ: 'th',
};

/**
 * A text as it is searched and sorted: caseless, without marks and superfluous spaces, so that `oscar`
 * finds `Óscar`, and both stand at O.
 */
export function folded(text: string): string {
  return caseless(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[æđðıłøœþ]/g, (letter) => BASE_LETTERS[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The columns by which a person is found and sorted; whoever writes one of the three writes them. */
export function searchColumns(person: { fullName: string; username: string; email: string }): {
  nameKey: string;
  searchText: string;
} {
  const { fullName, username, email } = person;
  return {
    nameKey: folded(fullName),
    // A line each, so that nothing matches across two of them.
    searchText: [fullName, username, email].map((text) => ` ${folded(text)}`).join('\n'),
  };
}
