import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Resolve } from '@/lib/sso/portal-connect';
import { isLoopback } from '@/lib/utilities/setting-rules';

interface HostResolverOptions {
  /** Of one question to one server; it is put twice. */
  timeoutMs?: number;
  /** How long one family of addresses is waited for when the other has answered. */
  otherMs?: number;
  /** Those of the machine unless said otherwise. */
  servers?: string[];
  /** The machine's own list of hosts. */
  hostsFile?: string;
}

/**
 * Every address of a host name, asked of DNS without a thread. Node's own `lookup` keeps one of a few threads
 * for as long as a name server is silent, and everybody else's names, the database's and the mail server's
 * among them, wait behind it: one utility's dead domain would take all other portals along. It is used for
 * what need not be asked, `localhost` and what the machine's own list of hosts has, and for what DNS does not know.
 */
export function hostResolver({
  timeoutMs = 1000,
  otherMs = 300,
  servers,
  hostsFile = '/etc/hosts',
}: HostResolverOptions = {}): Resolve {
  return async (hostname) => {
    const listed = isLoopback(hostname) || (await isListed(hostname, hostsFile));
    if (listed) return lookup(hostname, { all: true });
    // A new one each time: it reads the machine's name servers when it is made.
    const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
    if (servers) resolver.setServers(servers);
    try {
      return await anyFamily(resolver, hostname, otherMs);
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ETIMEOUT') throw error;
      return lookup(hostname, { all: true });
    }
  };
}

/**
 * The addresses of both families; once one has answered the other has a moment more.
 * @throws what the name server says; that it is silent before anything else
 */
async function anyFamily(
  resolver: Resolver,
  hostname: string,
  otherMs: number,
): Promise<LookupAddress[]> {
  const found: LookupAddress[] = [];
  const asked = [
    resolver.resolve4(hostname).then((all) => keep(all, 4)),
    resolver.resolve6(hostname).then((all) => keep(all, 6)),
  ];
  function keep(addresses: string[], family: number): void {
    found.push(...addresses.map((address) => ({ address, family })));
  }
  const all = Promise.allSettled(asked);
  await Promise.any(asked)
    .then(() => Promise.race([all, sleep(otherMs)]))
    .catch(() => all);
  if (found.length > 0) {
    resolver.cancel();
    return found;
  }
  const faults = (await all).flatMap((answer) =>
    answer.status === 'rejected' ? [answer.reason as { code?: string }] : [],
  );
  throw faults.find(({ code }) => code === 'ETIMEOUT') ?? faults[0] ?? new Error('no address');
}

/** Whether the machine's own list, which comes before DNS, has the name. */
async function isListed(hostname: string, hostsFile: string): Promise<boolean> {
  const text = await readFile(hostsFile, 'utf8').catch(() => '');
  const names = text
    .split('\n')
    .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  return names.some((name) => name.toLowerCase() === hostname.toLowerCase());
}
