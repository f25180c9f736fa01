/** Where a signed-in person lands who asked for nothing else. */
export const homePath = '/home';

/** Longest path that is carried through a sign-in. */
const LONGEST = 2000;

/**
 * The page to go to after signing in: a path on this host that a person can have asked for, or
 * `/home`. Answers open redirects: other hosts, `//host`, `/\host`, schemes, control characters.
 */
export function safeReturnPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > LONGEST) return homePath;
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(asked)) return homePath;
  const here = 'http://here.invalid';
  if (!URL.canParse(asked, here)) return homePath;
  const url = new URL(asked, here);
  if (url.origin !== here) return homePath;
  const isPage = url.pathname !== '/' && !/^\/(api|_next|sso)(\/|$)/.test(url.pathname);
  return isPage ? url.pathname + url.search + url.hash : homePath;
}
