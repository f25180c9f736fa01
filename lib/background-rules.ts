import type { IncomingHttpHeaders } from 'node:http';

/** In the address of a page that a script loads without anybody's act. */
const MARK = 'auto';

/** The address of a page of ours, for a script that loads it by itself: that is no activity. */
export function byItself(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${MARK}=1`;
}

/**
 * Whether nobody asked for a page themselves: it says so, React's own protocol fetches it, it is to be an
 * image or a frame, or another site sends the browser here without a click (Fetch Metadata, W3C). A
 * dashboard next door that shows one of our addresses must not keep sessions open.
 *
 * @param target path and query
 */
export function isByItself(method: string, target: string, headers: IncomingHttpHeaders): boolean {
  if (method !== 'GET') return false;
  const { 'sec-fetch-dest': dest, 'sec-fetch-site': site, 'sec-fetch-user': user, rsc } = headers;
  const isNoPage = rsc !== undefined || (dest !== undefined && dest !== 'document');
  const isFromElsewhere = site === 'cross-site' || site === 'same-site';
  const isMarked = new URLSearchParams(target.split('?')[1] ?? '').has(MARK);
  return isNoPage || isMarked || (isFromElsewhere && user !== '?1');
}
