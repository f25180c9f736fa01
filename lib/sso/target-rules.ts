import { localPath } from '@/lib/local-path';
import { schemeOf, type Utility } from '@/lib/utilities/utility';

/** The path of an address of this utility, or of this host; null for any other site's. */
export function pathHere(address: string, { domains }: Utility): string | null {
  if (address.startsWith('/')) return localPath(address);
  const origin = domains.map((domain) => `${schemeOf(domain)}://${domain}`);
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.username || url.password || !origin.includes(url.origin)) return null;
  return localPath(url.pathname + url.search + url.hash);
}
