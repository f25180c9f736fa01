import { isIPv4 } from 'node:net';
import { schemeOf } from '@/lib/utilities/utility';

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const DEFAULT_PORTS = { http: '80', https: '443' };

/**
 * A host in the one form in which hosts are compared: lower case, without the DNS root's trailing
 * dot, without the port that its scheme implies. Total: what is no host comes out as something that
 * equals no domain, since domains pass {@link isAcceptableDomain}.
 */
export function normalizeHost(host: string): string {
  const [, name = '', port] = /^(.*?)(?::(\d*))?$/s.exec(host.toLowerCase()) ?? [];
  const bare = name.replace(/\.$/, '');
  return !port || port === DEFAULT_PORTS[schemeOf(bare)] ? bare : `${bare}:${port}`;
}

/**
 * Whether a normalized host is a name of DNS labels (RFC 1123; other scripts in Punycode) or an IPv4
 * address, with or without a port.
 */
export function isAcceptableDomain(domain: string): boolean {
  const [name = '', port, ...more] = domain.split(':');
  if (more.length > 0 || name.length > 253) return false;
  if (port !== undefined && !(/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65535)) return false;
  const labels = name.split('.');
  // Browsers read a name whose last label is a number as an IPv4 address, or not at all.
  if (/^\d+$/.test(labels.at(-1) ?? '')) return isIPv4(name);
  return labels.every((label) => LABEL.test(label));
}
