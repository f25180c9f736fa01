import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts, Figure } from '@/bench/figure';
import { type Form, formPost, readForm, sessionOf } from '@/bench/form';
import type { BenchServer } from '@/bench/installation';
import { Client, inParallel } from '@/bench/load';
import type { BenchPerson } from '@/bench/people';
import { forgetPeak, residentMib } from '@/bench/processes';

const REACH_MIB = 400;
/** Growth over the last rounds that is told from none: what a collection more or less makes. */
const SAME_MIB = 10;
const CONNECTIONS = 4;
const REST_MS = 3000;

interface Round {
  afterMib: number;
  peakMib: number;
  heapMib: number;
}

/** What a server that has just been started comes to hold. */
export async function memory(
  server: BenchServer,
  people: readonly BenchPerson[],
  counts: Counts,
): Promise<Figure[]> {
  const client = new Client(server.port, server.host, CONNECTIONS);
  const form = await readForm(client, '/');
  const rounds: Round[] = [];
  for (let round = 0; round < counts.rounds; round++) {
    rounds.push(await signInRound(server, client, form, people, counts.signIns));
  }
  client.close();
  return [
    afterSignIns(rounds, counts),
    growth(rounds, counts),
    await whileManyWait(server, form, people.slice(0, counts.waiting)),
  ];
}

async function signInRound(
  server: BenchServer,
  client: Client,
  form: Form,
  people: readonly BenchPerson[],
  signIns: number,
): Promise<Round> {
  forgetPeak(server.pid);
  await inParallel(signIns, CONNECTIONS, async (n) => {
    const person = people[n % people.length] as BenchPerson;
    sessionOf(await client.ask(formPost(form, { ...person }, client.origin, 'without script')));
  });
  await sleep(REST_MS);
  const { now, peak } = residentMib(server.pid);
  const heap = await server.counter('nodejs_heap_size_used_bytes');
  return { afterMib: now, peakMib: peak, heapMib: heap / 2 ** 20 };
}

function afterSignIns(rounds: readonly Round[], { signIns }: Counts): Figure {
  const peak = Math.max(...rounds.map(({ peakMib }) => peakMib));
  return {
    name: `resident memory, ${rounds.length * signIns} sign-ins`,
    value: `${peak.toFixed(0)} MiB`,
    reach: `under ${REACH_MIB}`,
    reached: peak < REACH_MIB,
    measured:
      `The most at any moment (VmHWM). At rest after each ${signIns}: ${listed(rounds, 'afterMib')} ` +
      `MiB; the most in each: ${listed(rounds, 'peakMib')}.`,
    details: { rounds },
  };
}

/** The first rounds fill caches and compile; what counts is whether it then goes on. */
function growth(rounds: readonly Round[], { signIns }: Counts): Figure {
  const settled = rounds.slice(Math.floor(rounds.length / 2));
  const first = settled[0]?.afterMib ?? Number.NaN;
  const last = settled.at(-1)?.afterMib ?? Number.NaN;
  const aRound = (last - first) / Math.max(1, settled.length - 1);
  return {
    name: 'growth of resident memory, settled',
    value: `${aRound.toFixed(1)} MiB`,
    reach: `none (± ${SAME_MIB})`,
    reached: aRound < SAME_MIB,
    measured:
      `A round of ${signIns}, over the last ${settled.length}, at rest. V8's heap in use after each ` +
      `round: ${listed(rounds, 'heapMib')} MiB.`,
  };
}

function listed(rounds: readonly Round[], key: keyof Round): string {
  return rounds.map((round) => round[key].toFixed(0)).join(', ');
}

/** Everybody at once, each on a connection of their own, as after a power cut. */
async function whileManyWait(
  server: BenchServer,
  form: Form,
  people: readonly BenchPerson[],
): Promise<Figure> {
  const client = new Client(server.port, server.host, people.length);
  forgetPeak(server.pid);
  let [signedIn, refused, longestMs] = [0, 0, 0];
  await inParallel(people.length, people.length, async (n) => {
    const asked = performance.now();
    const person = people[n] as BenchPerson;
    const answer = await client.ask(formPost(form, { ...person }, client.origin, 'without script'));
    longestMs = Math.max(longestMs, performance.now() - asked);
    if (answer.status === 503) refused += 1;
    else if (sessionOf(answer)) signedIn += 1;
  });
  client.close();
  const { peak } = residentMib(server.pid);
  return {
    name: `resident memory while ${people.length} wait`,
    value: `${peak.toFixed(0)} MiB`,
    reach: `under ${REACH_MIB}`,
    reached: peak < REACH_MIB,
    measured:
      `The most at any moment, on the same process, ${people.length} sign-ins sent at once: ` +
      `${signedIn} signed in, ${refused} were asked to come back (503); the longest took ` +
      `${(longestMs / 1000).toFixed(1)} s.`,
    details: { peakMib: peak, signedIn, refused, longestMs },
  };
}
