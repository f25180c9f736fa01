import { PortalError, portalFetch } from '@/lib/sso/portal-fetch';

/**
 * Asks a portal for a JSON object. What it calls the content is not looked at: providers disagree on
 * that, and what is no JSON object is refused anyway.
 *
 * @throws PortalError
 */
export async function portalJson(
  trusted: string,
  address: string,
  timeoutMs?: number,
): Promise<Record<string, unknown>> {
  const ask = portalFetch(trusted, { timeoutMs });
  const response = await ask(address, { headers: { Accept: 'application/json' } });
  const { host } = new URL(address);
  const { status } = response;
  if (status >= 500 || status === 429)
    throw new PortalError('in_trouble', host, `status ${status}`);
  if (status !== 200) throw new PortalError('bad_answer', host, `status ${status}`);
  const value = parsed(await response.arrayBuffer());
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new PortalError('bad_answer', host, 'no JSON object');
}

function parsed(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
