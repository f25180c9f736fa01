import { caseless } from '@/lib/caseless';
import type { PasswordPolicy } from '@/lib/utilities/utility';

/** Longest accepted, whatever the utility sets; more is refused, never cut. */
export const MAX_CODE_POINTS = 256;
export const MAX_BYTES = 1024;

/** Whom a password is for; none of it may stand inside the password where the utility says so. */
export interface PasswordOwner {
  username: string;
  fullName: string;
  email: string;
  utilityName: string;
}

export type RequirementCode = 'too_short' | 'too_long' | 'too_few_classes' | 'personal';

/** One requirement of a utility: its code (words in messages/), its numbers, and its check. */
export interface Requirement {
  code: RequirementCode;
  /** What the words need, as `{min}`. */
  values: Record<string, number>;
  isMet(password: string, owner: PasswordOwner): boolean;
}

/**
 * Passwords are compared after NFKC (NIST SP 800-63B-4 §3.1.1.2), so that two keyboards' `é` are
 * one. Nothing is trimmed or cut.
 */
export function normalizePassword(typed: string): string {
  return typed.normalize('NFKC');
}

/** The requirements that a utility's policy makes, in the order in which they are shown. */
export function requirementsOf(policy: PasswordPolicy): Requirement[] {
  return [
    tooShort(policy.minLength),
    ...(policy.classes ? [tooFewClasses(policy.classes)] : []),
    ...(policy.refusePersonal ? [personal] : []),
    tooLong,
  ];
}

/** All requirements that a password fails, at once. */
export function failedRequirements(
  policy: PasswordPolicy,
  typed: string,
  owner: PasswordOwner,
): Requirement[] {
  const password = normalizePassword(typed);
  return requirementsOf(policy).filter((requirement) => !requirement.isMet(password, owner));
}

const tooShort = (min: number): Requirement => ({
  code: 'too_short',
  values: { min },
  isMet: (password) => [...password].length >= min,
});

const tooLong: Requirement = {
  code: 'too_long',
  values: { max: MAX_CODE_POINTS },
  isMet: (password) =>
    [...password].length <= MAX_CODE_POINTS &&
    new TextEncoder().encode(password).length <= MAX_BYTES,
};

const CLASSES = {
  lowercase: /\p{Ll}/gu,
  uppercase: /\p{Lu}/gu,
  digits: /\p{Nd}/gu,
  symbols: /[\p{P}\p{S}]/gu,
};

const tooFewClasses = (classes: NonNullable<PasswordPolicy['classes']>): Requirement => ({
  code: 'too_few_classes',
  values: classes,
  isMet(password) {
    const names = ['lowercase', 'uppercase', 'digits', 'symbols'] as const;
    const met = names.filter(
      (name) => (password.match(CLASSES[name])?.length ?? 0) >= classes[name],
    );
    return met.length >= classes.required;
  },
});

/** Shorter words stand inside too many good passwords by chance. */
const SHORTEST_PART = 4;
const SHORTEST_USERNAME = 3;

const personal: Requirement = {
  code: 'personal',
  values: {},
  isMet(password, owner) {
    const haystack = caseless(password);
    const username = caseless(owner.username);
    const parts = [owner.fullName, owner.email, owner.utilityName]
      .flatMap((text) => caseless(text).split(/[^\p{L}\p{M}]+/u))
      .filter((part) => [...part].length >= SHORTEST_PART);
    if ([...username].length >= SHORTEST_USERNAME) parts.push(username);
    return !parts.some((part) => haystack.includes(part));
  },
};
