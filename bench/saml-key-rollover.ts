import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts, Figure } from '@/bench/figure';
import type { BenchServer } from '@/bench/installation';
import { median, quantile } from '@/bench/numbers';
import type { BenchSamlProvider } from '@/bench/saml-provider-process';
import { type SamlVisits, samlScope, samlVisits, takeMetadata } from '@/bench/saml-visits';
import { steadily } from '@/bench/steadily';
import type { Scope } from '@/lib/scope';
import {
  makeServiceKeys,
  type RollOutcome,
  retireServiceKeys,
  switchServiceKeys,
} from '@/lib/sso/saml/roll-service-keys';

const A_SECOND = 20;
const CONNECTIONS = 32;
const PEOPLE = 100;
/** Three steps or four, each with time for sign-ins before the next. */
const ROLLOVER_SECONDS = 8;
/** Every so many, it is our own keys that are rolled. */
const OWN_EVERY = 3;

interface SignIn {
  ms: number;
  /** Null when it led to a session. */
  fault: string | null;
}

type Step = () => Promise<unknown>;

/**
 * A steady stream of sign-ins, whose portal rolls its signing key again and again, and whose utility rolls its
 * own: announced, switched, finished. Whoever takes metadata takes it as `csi sso refresh` does, between the
 * steps; a portal that waits for less than an hour there surprises a server that looks hourly.
 */
export async function samlKeyRollover(
  server: BenchServer,
  provider: BenchSamlProvider,
  counts: Counts,
): Promise<Figure[]> {
  const visits = samlVisits(server.port, provider, CONNECTIONS);
  const seconds = counts.keyChangeSeconds;
  const signIn = async (n: number): Promise<SignIn> => {
    const start = performance.now();
    const fault = await visits.signIn(n % PEOPLE).then(
      () => null,
      (error: Error) => error.message,
    );
    return { ms: performance.now() - start, fault };
  };
  const underWay = new Set<Promise<SignIn>>();
  const tracked = (n: number) => {
    const one = signIn(n);
    underWay.add(one);
    return one.finally(() => underWay.delete(one));
  };
  // What the former key signed or opens is not on its way any more when it goes.
  const settled = () => Promise.all(underWay);
  try {
    await encryptAnew(provider, visits);
    await signIn(0);
    const times = Math.floor(seconds / ROLLOVER_SECONDS);
    const [signIns, done] = await Promise.all([
      steadily(A_SECOND, seconds, tracked),
      rollKeys(provider, visits, settled, times),
    ]);
    return [figure(signIns, done, seconds)];
  } finally {
    await provider.tell({ do: 'encrypt', certificate: null });
    visits.close();
  }
}

/** @returns how often each side rolled its keys */
async function rollKeys(
  provider: BenchSamlProvider,
  visits: SamlVisits,
  settled: Step,
  times: number,
) {
  const done = { portal: 0, own: 0 };
  for (let n = 1; n <= times; n++) {
    const isOwn = n % OWN_EVERY === 0;
    const steps = isOwn ? ownSteps(provider, visits, settled) : portalSteps(provider, settled);
    for (const step of steps) {
      await sleep((1000 * ROLLOVER_SECONDS) / (steps.length + 1));
      await step();
    }
    await sleep((1000 * ROLLOVER_SECONDS) / (steps.length + 1));
    done[isOwn ? 'own' : 'portal'] += 1;
  }
  return done;
}

function portalSteps(provider: BenchSamlProvider, settled: Step): Step[] {
  return [
    async () => {
      await provider.tell({ do: 'announceKey' });
      await takeMetadata();
    },
    () => provider.tell({ do: 'signWithNewest' }),
    async () => {
      await settled();
      await provider.tell({ do: 'withdrawFormer' });
      await takeMetadata();
    },
  ];
}

/** The portal goes on encrypting for the former key until it takes our metadata again. */
function ownSteps(provider: BenchSamlProvider, visits: SamlVisits, settled: Step): Step[] {
  return [
    () => roll(makeServiceKeys, 'made_next'),
    () => roll(switchServiceKeys, 'switched'),
    () => encryptAnew(provider, visits),
    async () => {
      await settled();
      await roll(retireServiceKeys, 'retired');
    },
  ];
}

async function roll(
  act: (scope: Scope) => Promise<RollOutcome>,
  wanted: RollOutcome['kind'],
): Promise<void> {
  const { kind } = await act(await samlScope());
  if (kind !== wanted) throw new Error(`Our own keys: ${kind} in place of ${wanted}`);
}

/** The portal takes our metadata, and of it the certificate to encrypt for. */
async function encryptAnew(provider: BenchSamlProvider, visits: SamlVisits): Promise<void> {
  await provider.tell({ do: 'encrypt', certificate: await visits.encryptionCertificate() });
}

function figure(
  signIns: readonly SignIn[],
  done: { portal: number; own: number },
  seconds: number,
): Figure {
  const faults = signIns.flatMap(({ fault }) => (fault === null ? [] : [fault]));
  const times = signIns.map(({ ms }) => ms);
  return {
    name: 'SAML sign-ins failed over key rollovers',
    value: `${faults.length} of ${signIns.length}`,
    reach: '0',
    reached: faults.length === 0,
    measured:
      `${A_SECOND} a second over ${seconds} s, each begun whether or not those before are done, the assertion ` +
      `encrypted; the portal rolled its signing key ${done.portal} times (announced, switched, finished; metadata ` +
      `taken after the first step and the last as by csi sso refresh), and the utility both of its own ${done.own} ` +
      'times, with a portal that goes on encrypting for the former for a while. Of a whole sign-in the median took ' +
      `${median(times).toFixed(0)} ms, p95 ${quantile(times, 0.95).toFixed(0)} ms, the longest ` +
      `${quantile(times, 1).toFixed(0)} ms.`,
    details: { signIns: signIns.length, faults: faults.slice(0, 20), done },
  };
}
