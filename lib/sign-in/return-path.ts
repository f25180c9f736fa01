import { localPath } from '@/lib/local-path';

/** Where a signed-in person lands who asked for nothing else. */
export const homePath = '/home';

/** Longest path that is carried through a sign-in. */
const LONGEST = 2000;

/** The Welcome page, and what is no page: not where a person goes after signing in. */
const NOT_A_PLACE = /^\/(?:$|[?#]|(?:api|_next|sso(?!\/test(?:[?#]|$)))(?:[/?#]|$))/;

/** The page to go to after signing in: a path on this host, or `/home`. */
export function safeReturnPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > LONGEST) return homePath;
  const path = localPath(asked);
  return path === null || NOT_A_PLACE.test(path) ? homePath : path;
}

/**
 * The page to go to for who has these tags (lib/sign-in/person-tag). Where somebody was in the middle of
 * work, `of` names them: it is no place for whoever sits down at a shared PC next.
 */
export function ownReturnPath(asked: unknown, of: unknown, tags: readonly string[]): string {
  return !of || tags.some((tag) => tag === of) ? safeReturnPath(asked) : homePath;
}
