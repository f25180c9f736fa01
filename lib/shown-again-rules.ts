import { localPath } from '@/lib/local-path';

/** Longest address of a page that is worth coming back to. */
const LONGEST = 2000;

/** What is no page, or no page by itself. */
const NO_PAGE = /^\/(?:api|_next|language|logo)(?:[/?#]|$)/;

/**
 * The page to show again once another language was picked on it: a path on this host, or where everybody
 * begins.
 */
export function pageToShowAgain(asked: string): string {
  const path = asked.length <= LONGEST ? localPath(asked) : null;
  return path === null || NO_PAGE.test(path) ? '/' : path;
}
