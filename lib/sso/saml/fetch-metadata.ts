import type { Resolve } from '@/lib/sso/portal-connect';
import { PortalError, portalFetch } from '@/lib/sso/portal-fetch';

const MOST_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * The document at the address of a portal's metadata, as bytes. What it is called is not looked at.
 *
 * @throws PortalError; what the caller's own signal says
 */
export async function fetchMetadata(
  address: string,
  { signal, resolve }: { signal?: AbortSignal; resolve?: Resolve } = {},
): Promise<Uint8Array> {
  const ask = portalFetch(address, { maxBytes: MOST_BYTES, timeoutMs: TIMEOUT_MS, resolve });
  const headers = { Accept: 'application/samlmetadata+xml, application/xml, text/xml, */*' };
  const response = await ask(address, { headers, signal });
  const { host } = new URL(address);
  const { status } = response;
  if (status >= 500 || status === 429)
    throw new PortalError('in_trouble', host, `status ${status}`);
  if (status !== 200) throw new PortalError('bad_answer', host, `status ${status}`);
  return new Uint8Array(await response.arrayBuffer());
}
