/**
 * The path, query and fragment of an address on this host, or null for anything else.
 *
 * Answers open redirects: other hosts, `//host`, `/\host`, schemes, control characters, and paths that
 * only become `//host` when their dots are resolved, as `/.//host`.
 */
export function localPath(address: string): string | null {
  const here = 'http://here.invalid';
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(address) || !URL.canParse(address, here)) return null;
  const url = new URL(address, here);
  if (url.origin !== here || url.pathname.startsWith('//')) return null;
  return url.pathname + url.search + url.hash;
}
