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
  const [fullName, username, email] = [person.fullName, person.username, person.email].map(folded);
  const lines = [fullName, username, email, innerWords([fullName, username, localPart(email)])];
  return {
    nameKey: fullName ?? '',
    // A line each, so that nothing matches across two of them; a space before each word.
    searchText: lines.flatMap((line) => (line ? [` ${line}`] : [])).join('\n'),
  };
}

/** Words that begin behind a hyphen, a dot or the like, as `lorca` of `garcia-lorca`. */
function innerWords(texts: readonly (string | undefined)[]): string {
  const words = texts.flatMap((text = '') =>
    text.split(' ').flatMap((word) => word.split(/[^\p{L}\p{N}]+/u).slice(1)),
  );
  return [...new Set(words.filter((word) => word !== ''))].join(' ');
}

const localPart = (email = '') => email.slice(0, email.lastIndexOf('@') + 1);
