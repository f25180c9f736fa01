import { inEveryLanguage } from '@/lib/users/import/name-rules';
import { ROLES, type Role } from '@/lib/utilities/utility';

const SIGN_IN_METHODS = ['password', 'sso'] as const;

/** Accents that a name may be written without: grave to macron, diaeresis, cedilla. */
const ACCENT = /[\u0300-\u0304\u0308\u0327]/;

/**
 * A text as values are compared. They grant something, so nothing else is made equal but case: what is
 * struck through, circled, wide or has a sign beside it may mean the opposite, or come from a trickster
 * (UTS #39).
 */
function spelled(text: string): string {
  return text.normalize('NFD').toLowerCase();
}

/** The pattern of a name, as {@link spelled}: its own accents may be left out, and no others added. */
function patternOf(name: string, betweenWords: string): string {
  const lettersOf = (word: string) =>
    [...word].map(
      (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}${ACCENT.test(sign) ? '?' : ''}`,
    );
  return spelled(name)
    .split(/[\s_]+/)
    .map((word) => lettersOf(word).join(''))
    .join(betweenWords);
}

/** The names of each role in any language, longest first: one may begin with another. */
const ROLE_NAMES = ROLES.flatMap((role) =>
  [role, ...inEveryLanguage(({ admin }) => [admin.role[role]])].map((name) => ({ role, name })),
)
  .sort((one, other) => other.name.length - one.name.length)
  .map(({ role, name }) => ({ role, pattern: aloneInText(patternOf(name, '[\\s_-]+')) }));

function aloneInText(pattern: string): RegExp {
  const partOfWord = '[\\p{L}\\p{M}\\p{N}]';
  return new RegExp(`(?<!${partOfWord})${pattern}(?!${partOfWord})`, 'gu');
}

/**
 * The roles of a cell, by their names in any language or as the operator writes them; between two of
 * them a comma, a semicolon, a bar or a space.
 * @returns each once, and whether anything else stands there
 */
export function rolesIn(cell: string): { roles: Role[]; hasOthers: boolean } {
  const roles = new Set<Role>();
  let rest = spelled(cell);
  for (const { role, pattern } of ROLE_NAMES) {
    rest = rest.replace(pattern, () => {
      roles.add(role);
      return ' ';
    });
  }
  return { roles: ROLES.filter((role) => roles.has(role)), hasOthers: /[^\s,;|]/.test(rest) };
}

const METHOD_NAMES = SIGN_IN_METHODS.map((method) => {
  const names = [method, ...inEveryLanguage(({ admin }) => [admin.method[method]])];
  const patterns = names.map((name) => patternOf(name, '\\s+'));
  return { method, pattern: new RegExp(`^(?:${patterns.join('|')})$`, 'u') };
});

/** How a person signs in, by its name in any language; undefined for anything else. */
export function signInMethodNamed(cell: string): 'password' | 'sso' | undefined {
  const name = spelled(cell.trim());
  return METHOD_NAMES.find(({ pattern }) => pattern.test(name))?.method;
}
