/** After so many other subjects at one account it is not people who change. */
const CHANGING_SUBJECTS = 2;

/**
 * Whether a provider seems to name nobody for ever, by how often its subject at an account was another
 * one than the time before: a link to such a subject would not last until the next sign-in.
 */
export function namesNobodyForEver(subjectChanges: number): boolean {
  return subjectChanges >= CHANGING_SUBJECTS;
}
