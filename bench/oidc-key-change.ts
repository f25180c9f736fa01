import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts, Figure } from '@/bench/figure';
import type { BenchServer } from '@/bench/installation';
import { median, quantile } from '@/bench/numbers';
import type { OpenidProvider, ProviderCommand } from '@/bench/openid-provider-process';
import { portalVisits } from '@/bench/portal-visits';
import { steadily } from '@/bench/steadily';

const A_SECOND = 20;
const CONNECTIONS = 32;
const PEOPLE = 100;
const BETWEEN_CHANGES_MS = 5000;

/** How a provider changes its key; the first also says so some seconds before. */
const CHANGES: readonly ProviderCommand[] = [
  'signWithNewest',
  'replaceKey',
  'replaceKeyUnderItsName',
];

interface SignIn {
  ms: number;
  /** Null when it led to a session. */
  fault: string | null;
}

/** A steady stream of sign-ins, whose provider changes its key again and again. */
export async function oidcKeyChange(
  server: BenchServer,
  provider: OpenidProvider,
  counts: Counts,
): Promise<Figure[]> {
  const visits = portalVisits(server.port, provider, CONNECTIONS);
  const seconds = counts.keyChangeSeconds;
  const signIn = async (n: number): Promise<SignIn> => {
    const start = performance.now();
    const fault = await visits.signIn(n % PEOPLE).then(
      () => null,
      (error: Error) => error.message,
    );
    return { ms: performance.now() - start, fault };
  };
  try {
    await signIn(0);
    const [signIns, changes] = await Promise.all([
      steadily(A_SECOND, seconds, signIn),
      changeKeys(provider, Math.floor((1000 * seconds) / BETWEEN_CHANGES_MS)),
    ]);
    return [figure(signIns, changes, seconds)];
  } finally {
    visits.close();
  }
}

/** @returns how often each kind of change was made */
async function changeKeys(
  provider: OpenidProvider,
  times: number,
): Promise<Record<string, number>> {
  const made: Record<string, number> = {};
  for (let n = 0; n < times; n++) {
    const change = CHANGES[n % CHANGES.length] as ProviderCommand;
    await sleep(BETWEEN_CHANGES_MS / 2);
    if (change === 'signWithNewest') await provider.tell('announceKey');
    await sleep(BETWEEN_CHANGES_MS / 2);
    await provider.tell(change);
    made[change] = (made[change] ?? 0) + 1;
  }
  return made;
}

function figure(
  signIns: readonly SignIn[],
  changes: Record<string, number>,
  seconds: number,
): Figure {
  const faults = signIns.flatMap(({ fault }) => (fault === null ? [] : [fault]));
  const times = signIns.map(({ ms }) => ms);
  return {
    name: "sign-ins failed over the provider's key changes",
    value: `${faults.length} of ${signIns.length}`,
    reach: '0',
    reached: faults.length === 0,
    measured:
      `${A_SECOND} a second over ${seconds} s, each begun whether or not those before are done; the key changed ` +
      `${changes.signWithNewest ?? 0} times after a word of it, ${changes.replaceKey ?? 0} times without, ` +
      `${changes.replaceKeyUnderItsName ?? 0} times without and under the same name, the old one withdrawn at ` +
      `once. Of a whole sign-in the median took ${median(times).toFixed(0)} ms, p95 ` +
      `${quantile(times, 0.95).toFixed(0)} ms, the longest ${quantile(times, 1).toFixed(0)} ms: keys are asked for ` +
      'at most once a second.',
    details: { signIns: signIns.length, faults: faults.slice(0, 20), changes },
  };
}
