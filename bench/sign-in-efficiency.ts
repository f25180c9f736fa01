import { argon2CpuSeconds } from '@/bench/argon2-cost';
import type { Counts, Figure } from '@/bench/figure';
import { formPost, readForm, type Sending, sessionOf } from '@/bench/form';
import type { BenchServer } from '@/bench/installation';
import { Client, inParallel } from '@/bench/load';
import { median, spread } from '@/bench/numbers';
import type { BenchPerson } from '@/bench/people';
import { cpuSeconds, cpuSecondsByThread } from '@/bench/processes';

const REACH = 0.75;
/** Connections of the load: more than the server computes hashes at once, so that it is never idle. */
const CONNECTIONS = 4;
/** What the server computes at once on two cores, and the calibration with it. */
const HASHES_AT_ONCE = 2;
/** Threads of libuv's pool, where Argon2id is computed (UV_THREADPOOL_SIZE is not set). */
const POOL_THREADS = 4;

interface Round {
  signIns: number;
  hashes: number;
  cpuSeconds: number;
  poolCpuSeconds: number;
  seconds: number;
}

/** Milliseconds of CPU of one Argon2id, by how many are computed at once beside it. */
type Cost = { alone: number[]; together: number[] };

/**
 * How much of the server's CPU time is the one thing that has to be expensive. Rounds of sign-ins
 * and of calibration take turns, so that a slow minute of the machine meets both.
 */
export async function signInEfficiency(
  server: BenchServer,
  people: readonly BenchPerson[],
  counts: Counts,
): Promise<Figure[]> {
  const cost: Cost = { alone: [], together: [] };
  const rounds: Record<Sending, Round[]> = { 'without script': [], 'with script': [] };
  const signIns = Math.ceil(counts.signIns / counts.rounds);
  for (const sending of ['without script', 'with script'] as const) {
    await signInRound(server, people, signIns, sending);
  }
  for (let round = 0; round < counts.rounds; round++) {
    cost.alone.push(1000 * (await argon2CpuSeconds(counts.calibrationHashes, 1)));
    for (const sending of ['without script', 'with script'] as const) {
      cost.together.push(1000 * (await argon2CpuSeconds(counts.calibrationHashes, HASHES_AT_ONCE)));
      rounds[sending].push(await signInRound(server, people, signIns, sending));
    }
  }
  return [
    figureOf('sign-in efficiency', rounds['without script'], cost),
    figureOf('sign-in efficiency, script running', rounds['with script'], cost),
  ];
}

async function signInRound(
  server: BenchServer,
  people: readonly BenchPerson[],
  signIns: number,
  sending: Sending,
): Promise<Round> {
  const client = new Client(server.port, server.host, CONNECTIONS);
  const form = await readForm(client, '/');
  const hashes = await server.counter('csi_password_hashes_total');
  const threads = cpuSecondsByThread(server.pid);
  const cpu = cpuSeconds(server.pid);
  const start = performance.now();
  await inParallel(signIns, CONNECTIONS, async (n) => {
    const person = people[n % people.length] as BenchPerson;
    sessionOf(await client.ask(formPost(form, { ...person }, client.origin, sending)));
  });
  const used = cpuSeconds(server.pid) - cpu;
  const seconds = (performance.now() - start) / 1000;
  const poolCpuSeconds = busiestThreads(server.pid, threads);
  client.close();
  return {
    signIns,
    hashes: (await server.counter('csi_password_hashes_total')) - hashes,
    cpuSeconds: used,
    poolCpuSeconds,
    seconds,
  };
}

/**
 * CPU seconds of libuv's pool: the four threads, apart from the main one, that used the most. The
 * names of threads would tell, but Node 20 gives them all the same.
 */
function busiestThreads(pid: number, before: Map<number, number>): number {
  const used = [...cpuSecondsByThread(pid)]
    .filter(([id]) => id !== pid)
    .map(([id, seconds]) => seconds - (before.get(id) ?? 0))
    .sort((a, b) => b - a);
  return used.slice(0, POOL_THREADS).reduce((sum, seconds) => sum + seconds, 0);
}

function figureOf(name: string, rounds: readonly Round[], cost: Cost): Figure {
  const sum = (key: keyof Round) => rounds.reduce((total, round) => total + round[key], 0);
  const ms = (key: keyof Round) => (1000 * sum(key)) / sum('signIns');
  const by = (costMs: number) => (sum('hashes') * costMs) / 1000 / sum('cpuSeconds');
  const ratio = by(median(cost.together));
  const alone = by(median(cost.alone));
  const inPlace = sum('poolCpuSeconds') / sum('cpuSeconds');
  return {
    name,
    value: ratio.toFixed(3),
    reach: `at least ${REACH}`,
    reached: ratio >= REACH,
    measured:
      `${sum('hashes')} hashes over ${sum('signIns')} sign-ins, ${CONNECTIONS} at a time; one took ` +
      `${ms('cpuSeconds').toFixed(2)} ms of the server's CPU and ${ms('seconds').toFixed(1)} ms of time. ` +
      `Argon2id in a process of its own: ${spread(cost.together)} ms of CPU a hash, ` +
      `${HASHES_AT_ONCE} at once as in the server; ${spread(cost.alone)} ms alone, which would ` +
      `make it ${alone.toFixed(3)}. The server's own pool threads, which compute little else, took ` +
      `${ms('poolCpuSeconds').toFixed(2)} ms a sign-in: ${inPlace.toFixed(3)}.`,
    details: { rounds, argon2CpuMs: cost, ratio, ratioAlone: alone, ratioInPlace: inPlace },
  };
}
