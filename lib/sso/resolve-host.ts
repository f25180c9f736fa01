import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import type { Resolve } from '@/lib/sso/portal-connect';
import { isLoopback } from '@/lib/utilities/setting-rules';

interface HostResolverOptions {
  /** Of one question to one server; it is put twice. */
  timeoutMs?: number;
  /** Those of the machine unless said otherwise. */
  servers?: string[];
}

/**
 * Every address of a host name, asked of DNS without a thread. Node's own `lookup` keeps one of a few threads
 * for as long as a name server is silent, and everybody else's names, the database's and the mail server's
 * among them, wait behind it: one utility's dead domain would take all other portals along. It is used for
 * what DNS does not know: `localhost`, and the machine's own list of hosts.
 */
export function hostResolver({ timeoutMs = 1000, servers }: HostResolverOptions = {}): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (servers) resolver.setServers(servers);
  return async (hostname) => {
    if (isLoopback(hostname)) return lookup(hostname, { all: true });
    const families = [
      resolver.resolve4(hostname).then((all) => all.map((address) => ({ address, family: 4 }))),
      resolver.resolve6(hostname).then((all) => all.map((address) => ({ address, family: 6 }))),
    ];
    const answers = await Promise.allSettled(families);
    const addresses = answers.flatMap((answer): LookupAddress[] =>
      answer.status === 'fulfilled' ? answer.value : [],
    );
    if (addresses.length > 0) return addresses;
    const silent = answers.find(
      (answer) => answer.status === 'rejected' && answer.reason.code === 'ETIMEOUT',
    );
    if (silent?.status === 'rejected') throw silent.reason;
    return lookup(hostname, { all: true });
  };
}
