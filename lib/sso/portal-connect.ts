import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isInside, isLoopbackAddress } from '@/lib/sso/address-rules';
import { PortalError } from '@/lib/sso/portal-error';

/** Every address of a host name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/**
 * Connects to a portal's addresses as undici wants it: a host is looked up once, all its addresses are
 * judged, and one of those is connected to. So a name that answers with another address the next
 * moment (DNS rebinding) changes nothing, and an address that stands in the URL itself is judged too.
 *
 * An address inside the network is refused unless the host that the operator vouches for has one;
 * for plain http everything but loopback is.
 */
export function portalConnector(
  trustedHost: string,
  resolve: Resolve,
  timeoutMs: number,
): buildConnector.connector {
  const isVouchedFor = async (host: string) =>
    bare(host) === bare(trustedHost) || (await leadsInside(trustedHost, resolve));
  const judge = async (isHttp: boolean, host: string, addresses: LookupAddress[]) => {
    const isRefused = isHttp
      ? addresses.some(({ address }) => !isLoopbackAddress(address))
      : addresses.some(({ address }) => isInside(address)) && !(await isVouchedFor(host));
    if (isRefused) throw new PortalError('address_refused', host, 'inside the network');
    if (addresses.length === 0) throw new PortalError('unreachable', host, 'no address');
    return addresses;
  };
  const guarded = (isHttp: boolean): buildConnector.connector => {
    const lookup: LookupFunction = (hostname, { all }, callback) => {
      resolve(hostname)
        .then((addresses) => judge(isHttp, hostname, addresses))
        .then(
          (addresses) => {
            const [first] = addresses as [LookupAddress, ...LookupAddress[]];
            if (all) callback(null, addresses);
            else callback(null, first.address, first.family);
          },
          (error: Error) => callback(error, []),
        );
    };
    const connect = buildConnector({ lookup, timeout: timeoutMs });
    return (options, callback) => {
      const address = bare(options.hostname);
      const family = isIP(address);
      if (family === 0) return connect(options, callback);
      judge(isHttp, options.hostname, [{ address, family }]).then(
        () => connect(options, callback),
        (error: Error) => callback(error, null),
      );
    };
  };
  const [http, https] = [guarded(true), guarded(false)];
  return (options, callback) => (options.protocol === 'https:' ? https : http)(options, callback);
}

async function leadsInside(host: string, resolve: Resolve): Promise<boolean> {
  const literal = bare(host);
  if (isIP(literal)) return isInside(literal);
  // A host that cannot be found vouches for nothing.
  const addresses = await resolve(host).catch(() => []);
  return addresses.some(({ address }) => isInside(address));
}

/** An IPv6 address without the brackets that it has in a URL. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
