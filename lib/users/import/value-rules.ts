import { foldedName, foldedWords, inEveryLanguage } from '@/lib/users/import/name-rules';
import { ROLES, type Role } from '@/lib/utilities/utility';

const SIGN_IN_METHODS = ['password', 'sso'] as const;

/** The names of each role in any language, longest first: one may begin with another. */
const ROLE_NAMES = ROLES.flatMap((role) =>
  [role, ...inEveryLanguage(({ admin }) => [admin.role[role]])].map((name) => ({ role, name })),
)
  .sort((one, other) => other.name.length - one.name.length)
  .map(({ role, name }) => ({ role, pattern: patternOf(name) }));

/** A name as a whole, whatever stands between its words. */
function patternOf(name: string): RegExp {
  const words = foldedWords(name)
    .split(/[^\p{L}\p{N}]+/u)
    .join('[\\s_-]+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, 'gu');
}

/**
 * The roles of a cell, by their names in any language or as the operator writes them; between two of
 * them a comma, a semicolon, a bar or a space.
 * @returns each once, and whether anything else stands there
 */
export function rolesIn(cell: string): { roles: Role[]; hasOthers: boolean } {
  const roles = new Set<Role>();
  let rest = foldedWords(cell);
  for (const { role, pattern } of ROLE_NAMES) {
    rest = rest.replace(pattern, () => {
      roles.add(role);
      return ' ';
    });
  }
  return { roles: ROLES.filter((role) => roles.has(role)), hasOthers: /[^\s,;|]/.test(rest) };
}

const METHOD_NAMES = new Map(
  SIGN_IN_METHODS.flatMap((method) =>
    [method, ...inEveryLanguage(({ admin }) => [admin.method[method]])].map(
      (name) => [foldedName(name), method] as const,
    ),
  ),
);

/** How a person signs in, by its name in any language; undefined for anything else. */
export function signInMethodNamed(cell: string): 'password' | 'sso' | undefined {
  return METHOD_NAMES.get(foldedName(cell));
}
