import type { IncomingHttpHeaders } from 'node:http';

/** In the address of a page that a script loads without anybody's act. */
export const MARK = 'auto';

/** The address of a page of ours, for a script that loads it by itself: that is no activity. */
export function byItself(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${MARK}=1`;
}

const MARKED = new RegExp(`([?&])${MARK}(?:=[^&#]*)?(&|$)`);

/** An address without the mark, for who comes back to it by their own act. */
export function withoutMark(address: string): string {
  return address.replace(MARKED, (_, before, after) => after && before);
}

/**
 * A script for a page that was loaded so, before any other: takes the mark out of the address in the
 * browser, where the next one to load the page is a person.
 */
export const FORGET_MARK = `{const u=new URL(location),
search=u.search.replace(${MARKED},(_,before,after)=>after&&before);
if(search!==u.search){u.search=search;history.replaceState(history.state,'',u)}}`;

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
