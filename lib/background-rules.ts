import type { IncomingHttpHeaders } from 'node:http';

/** In the address of a page that a script loads without anybody's act. */
export const MARK = 'auto';

/** The address of a page of ours, for a script that loads it by itself: that is no activity. */
export function byItself(path: string): string {
  const [address = '', ...part] = path.split(/(?=#)/);
  return `${address}${address.includes('?') ? '&' : '?'}${MARK}=1${part.join('')}`;
}

/** A path and query without the mark, for who comes back to it by their own act. */
export function withoutMark(target: string): string {
  const [path = '', query] = parted(target);
  const rest = query?.split('&').filter((name) => !isMark(name));
  return rest && rest.length > 0 ? `${path}?${rest.join('&')}` : path;
}

/** At the first question mark: the query may hold others. */
function parted(target: string): [path: string, query?: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target] : [target.slice(0, at), target.slice(at + 1)];
}

const isMark = (name: string) => name === MARK || name.startsWith(`${MARK}=`);

/**
 * A script for a page that was loaded so, before any other: takes the mark out of the address in the
 * browser, where the next one to load the page is a person.
 */
export const FORGET_MARK = `{const u=new URL(location),query=u.search.slice(1),
rest=query.split('&').filter((name)=>name!=='${MARK}'&&!name.startsWith('${MARK}=')).join('&');
if(rest!==query){u.search=rest;history.replaceState(history.state,'',u)}}`;

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
  const isMarked = parted(target)[1]?.split('&').some(isMark) ?? false;
  return isNoPage || isMarked || (isFromElsewhere && user !== '?1');
}
