import ipaddr from 'ipaddr.js';

/**
 * The client's address: the socket's, or with `trustedProxies` in front the one that the outermost
 * of them saw, which is that many entries from the right of `X-Forwarded-For`.
 *
 * Entries further left come from the client and change nothing. A header with fewer entries than
 * there are proxies is forged or misconfigured: then the socket counts.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string {
  const socket = canonical(socketAddress) ?? 'unknown';
  if (trustedProxies === 0) return socket;
  const seen = (forwardedFor ?? '').split(',').map((entry) => entry.trim());
  return canonical(seen[seen.length - trustedProxies]) ?? socket;
}

/** An IP address in its usual form, IPv4 out of its IPv6 wrapping; or null. */
function canonical(text: string | undefined): string | null {
  if (!text) return null;
  const bare = text.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : null;
}
