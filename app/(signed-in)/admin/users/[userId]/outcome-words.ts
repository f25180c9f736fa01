/** What was done to an account, as the address of its page says it; each has its words in the catalogues. */
export const DONE = [
  'saved',
  'unchanged',
  'unlocked',
  'not_locked',
  'signed_out',
  'not_signed_in',
  'disabled',
  'already_disabled',
  'enabled',
  'not_disabled',
  'linked',
  'link_dismissed',
  'unlinked',
  'not_linked',
] as const;

/** Why nothing was. */
export const NOT_DONE = [
  'oneself',
  'last_administrator',
  'not_allowed',
  'unknown_user',
  'sso_off',
  'changed_meanwhile',
  'bound_elsewhere',
  'unavailable',
  'malformed',
] as const;

export function isDone(kind: string): boolean {
  return DONE.some((word) => word === kind);
}
