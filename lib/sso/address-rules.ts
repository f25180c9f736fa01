import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isLoopback } from '@/lib/utilities/setting-rules';

/**
 * Whether an IP address is anything but one of the public internet: private, loopback, link-local,
 * unique-local, shared (carrier-grade NAT), multicast, unspecified, reserved, or one of those in the
 * clothes of another (IPv4-mapped, NAT64). What is no IP address counts as inside.
 */
export function isInside(address: string): boolean {
  if (!isIP(address)) return true;
  const parsed = ipaddr.process(address);
  // NAT64 (RFC 6052) carries an IPv4 address in its last 32 bits.
  if (parsed instanceof ipaddr.IPv6 && parsed.match(NAT64)) {
    return isInside(parsed.toByteArray().slice(12).join('.'));
  }
  return parsed.range() !== 'unicast';
}

const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Whether plain http would stay on this machine at that IP address. */
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && ipaddr.process(address).range() === 'loopback';
}

/**
 * What is wrong with an address that a portal names, before its host is looked up: it is https, or
 * http on loopback where the address that the operator vouches for (`trusted`) is on loopback too,
 * and it holds no user and no password.
 *
 * @returns null when nothing is wrong
 */
export function addressFault(
  address: string,
  trusted: string,
): 'address_malformed' | 'scheme_refused' | null {
  if (address.length > LONGEST_ADDRESS || !URL.canParse(address)) return 'address_malformed';
  const { protocol, hostname, username, password } = new URL(address);
  if (username || password || !hostname) return 'address_malformed';
  if (protocol === 'https:') return null;
  const staysHere = isLoopback(hostname) && isLoopback(new URL(trusted).hostname);
  return protocol === 'http:' && staysHere ? null : 'scheme_refused';
}

const LONGEST_ADDRESS = 2000;
