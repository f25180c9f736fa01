import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts, Figure } from '@/bench/figure';
import type { BenchServer } from '@/bench/installation';
import { median, quantile } from '@/bench/numbers';
import { cpuSeconds, residentMib } from '@/bench/processes';
import { HOSTILE_NAMES } from '@/bench/saml-hostile-bodies';
import type { BenchSamlProvider } from '@/bench/saml-provider-process';
import { type SamlVisits, samlHost, samlVisits } from '@/bench/saml-visits';

const REACH_MS = 50;
/** What a collection of garbage more or less makes. */
const SAME_MIB = 15;
const MEMORY_ROUNDS = 4;
const REST_MS = 3000;
const MEGABYTE = 1_000_000;

/** How long one body took to be refused, each time, and of the server's CPU on average. */
interface Refusal {
  name: string;
  ms: number[];
  cpuMs: number;
}

/**
 * Bodies that are meant to keep the server busy: of 1 MB, which the door turns away by their length or for want
 * of one, and the largest that are let in, filled with what is dear to read.
 */
export async function samlHostile(
  server: BenchServer,
  provider: BenchSamlProvider,
  counts: Counts,
): Promise<Figure[]> {
  const visits = samlVisits(server.port, provider, 1);
  try {
    const forms = await formsOf(visits, provider);
    // The code is warm.
    for (const form of forms.values()) for (let n = 0; n < 3; n++) await refused(visits, form);
    const refusals = await refusalsOf(server, visits, forms, counts.hostileTimes);
    const door = [
      await atTheDoor(server, 'length told', 413, counts.hostileTimes),
      await atTheDoor(server, 'length not told', 411, counts.hostileTimes),
    ];
    const mib = await memoryOver(server, visits, [...forms.values()], counts.hostilePosts);
    return [timeFigure(refusals, door, counts), memoryFigure(mib, counts)];
  } finally {
    await provider.tell({ do: 'encrypt', certificate: null });
    visits.close();
  }
}

/** A refused answer does not use up its request, so that each is made once. */
async function formsOf(
  visits: SamlVisits,
  provider: BenchSamlProvider,
): Promise<Map<string, string>> {
  await provider.tell({ do: 'encrypt', certificate: await visits.encryptionCertificate() });
  const forms = new Map<string, string>();
  for (const name of HOSTILE_NAMES) {
    const { form } = await visits.throughPortal(await visits.start(), 0, name);
    forms.set(name, form);
  }
  return forms;
}

/** In turns, so that a minute in which the machine is busy is nobody's alone. */
async function refusalsOf(
  server: BenchServer,
  visits: SamlVisits,
  forms: ReadonlyMap<string, string>,
  times: number,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [...forms.keys()].map((name) => ({ name, ms: [], cpuMs: 0 }));
  for (let n = 0; n < times; n++) {
    for (const refusal of refusals) {
      const cpuBefore = cpuSeconds(server.pid);
      refusal.ms.push(await refused(visits, forms.get(refusal.name) ?? ''));
      refusal.cpuMs += (1000 * (cpuSeconds(server.pid) - cpuBefore)) / times;
    }
  }
  return refusals;
}

/** @returns how long it took @throws where it was not refused, as a bad answer is */
async function refused(visits: SamlVisits, form: string): Promise<number> {
  const start = performance.now();
  const { status, headers } = await visits.post(form);
  const ms = performance.now() - start;
  if (status < 400 || status >= 500 || headers['set-cookie'] || headers.location) {
    throw new Error(`A hostile body was answered ${status}.`);
  }
  return ms;
}

/** @returns how long until the answer begins, with a body of 1 MB on its way */
async function atTheDoor(
  { port }: BenchServer,
  name: 'length told' | 'length not told',
  status: number,
  times: number,
): Promise<Refusal> {
  const body = Buffer.alloc(MEGABYTE, 'a');
  const hasLength = name === 'length told';
  const head = [
    'POST /sso/saml/acs HTTP/1.1',
    `Host: ${samlHost(port)}`,
    'Content-Type: application/x-www-form-urlencoded',
    hasLength ? `Content-Length: ${body.length}` : 'Transfer-Encoding: chunked',
  ].join('\r\n');
  const chunk = hasLength ? '' : `${body.length.toString(16)}\r\n`;
  const ms: number[] = [];
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    const answer = await firstOf(port, Buffer.from(`${head}\r\n\r\n${chunk}`), body);
    ms.push(performance.now() - start);
    if (!answer.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`1 MB, ${name}: ${answer}`);
  }
  return { name, ms, cpuMs: 0 };
}

function firstOf(port: number, head: Buffer, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(head);
      socket.write(body);
    });
    socket.once('data', (data) => {
      // Whoever is refused goes on sending; what the server makes of that is no fault.
      socket.on('error', () => undefined);
      socket.destroy();
      resolve(data.toString('latin1', 0, 40));
    });
    socket.once('error', reject);
  });
}

/** Resident MiB at rest: before, and after each round of so many bodies of all kinds. */
async function memoryOver(
  { pid }: BenchServer,
  visits: SamlVisits,
  forms: readonly string[],
  posts: number,
): Promise<number[]> {
  await sleep(REST_MS);
  const mib = [residentMib(pid).now];
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    for (let n = 0; n < posts; n++) await refused(visits, forms[n % forms.length] ?? '');
    await sleep(REST_MS);
    mib.push(residentMib(pid).now);
  }
  return mib;
}

function timeFigure(
  refusals: readonly Refusal[],
  door: readonly Refusal[],
  { hostileTimes }: Counts,
): Figure {
  const slowestFirst = [...refusals].sort((a, b) => median(b.ms) - median(a.ms));
  const [slowest] = slowestFirst;
  const worst = slowest ? median(slowest.ms) : Number.NaN;
  const all = refusals.flatMap(({ ms }) => ms);
  const told = slowestFirst.slice(0, 4).map(({ name, ms, cpuMs }) => {
    return `«${name}» ${median(ms).toFixed(0)} ms (${cpuMs.toFixed(0)} of CPU)`;
  });
  const atDoor = door.map(({ name, ms }) => `${median(ms).toFixed(1)} ms with its ${name}`);
  return {
    name: 'time to refuse a hostile SAML body',
    value: `${worst.toFixed(0)} ms`,
    reach: `under ${REACH_MS} ms`,
    reached: worst < REACH_MS,
    measured:
      `The slowest of ${refusals.length} bodies, the largest that are let in, each the median of ${hostileTimes}, ` +
      `one at a time and in turns: ${told.join(', ')}. Of all posts the median took ${median(all).toFixed(0)} ms, ` +
      `p95 ${quantile(all, 0.95).toFixed(0)} ms, the longest ${quantile(all, 1).toFixed(0)} ms, sending and answer ` +
      `included. Of 1 MB each, the door refused in ${atDoor.join(', ')}.`,
    details: {
      refusals: slowestFirst.map(({ name, ms, cpuMs }) => {
        return { name, medianMs: median(ms), longestMs: quantile(ms, 1), cpuMs };
      }),
      door: door.map(({ name, ms }) => ({ name, medianMs: median(ms) })),
    },
  };
}

function memoryFigure(mib: readonly number[], { hostilePosts }: Counts): Figure {
  // The first round is for what the server takes to work on such bodies at all.
  const grown = (mib.at(-1) ?? 0) - (mib[1] ?? 0);
  return {
    name: 'memory over hostile SAML bodies',
    value: `${grown >= 0 ? '+' : ''}${grown.toFixed(0)} MiB`,
    reach: 'flat',
    reached: grown <= SAME_MIB,
    measured:
      `From after the first to after the last of ${MEMORY_ROUNDS} rounds of ${hostilePosts} of them, at rest: ` +
      `${mib.map((each) => each.toFixed(0)).join(' → ')} MiB resident, the first before any round.`,
    details: { mib },
  };
}
