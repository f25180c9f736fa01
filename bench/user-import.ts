import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import type { Counts, Figure } from '@/bench/figure';
import { formPost, NAVIGATION, readForm, sessionOf } from '@/bench/form';
import type { BenchServer, Installation } from '@/bench/installation';
import { Client } from '@/bench/load';
import { addUtilities, administratorOf } from '@/bench/many-users';
import { quantile, spread } from '@/bench/numbers';
import type { BenchPerson } from '@/bench/people';
import { forgetPeak, residentMib } from '@/bench/processes';
import { demoScope } from '@/demo/seed';
import { userImports } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { startImport } from '@/lib/users/import/start-import';
import { utilityById } from '@/lib/utilities/utility-by-host';

const REACH = { residentMib: 512, slower: 2 };
const UTILITY = 'importing';

/** Somebody else's pages and sign-ins while a file of people is checked and imported. */
export async function userImport(
  installation: Installation,
  counts: Counts,
  people: readonly BenchPerson[],
): Promise<Figure[]> {
  const server = await installation.startServer();
  try {
    await addUtilities([UTILITY], server.port);
    const cookie = await administratorOf(UTILITY, server.port);
    const others = await othersAt(server, people);
    await others(40);
    const calm = await others(counts.othersAsks);
    forgetPeak(server.pid);
    const start = performance.now();
    const importId = await upload(server, cookie, fileOf(counts.importedPeople));
    const [checking, checkMs] = await whileItIs(others, importId, 'checking');
    await begin(importId);
    const [importing, importMs] = await whileItIs(others, importId, 'importing');
    const busy = [...checking, ...importing];
    const { peak } = residentMib(server.pid);
    const [row] = await db().select().from(userImports).where(eq(userImports.importId, importId));
    const seconds = (performance.now() - start) / 1000;
    const told =
      `${counts.importedPeople} lines, of which ${row?.faulty} have problems and ${row?.added} were added, in ` +
      `${seconds.toFixed(0)} s (checked in ${(checkMs / 1000).toFixed(0)}, added in ${(importMs / 1000).toFixed(0)}).`;
    return [memoryFigure(peak, told), slownessFigure(busy, calm, told)];
  } finally {
    await server.stop();
  }
}

/** A person of another utility in turns: the home page twice, then a sign-in. One at a time. */
async function othersAt(server: BenchServer, people: readonly BenchPerson[]) {
  const client = new Client(server.port, server.host, 1);
  const form = await readForm(client, '/');
  let next = 0;
  const signIn = async () => {
    const person = people[next++ % people.length] as BenchPerson;
    return sessionOf(
      await client.ask(formPost(form, { ...person }, client.origin, 'without script')),
    );
  };
  const cookie = await signIn();
  const page = async () => {
    const { status } = await client.ask({ path: '/home', headers: { ...NAVIGATION, cookie } });
    if (status !== 200) throw new Error(`/home was answered ${status}.`);
  };
  return async (asks: number): Promise<number[]> => {
    const times: number[] = [];
    for (let n = 0; n < asks; n += 1) {
      const start = performance.now();
      await (n % 3 === 2 ? signIn() : page());
      times.push(performance.now() - start);
    }
    return times;
  };
}

/** Asks for as long as an import is in a state. */
async function whileItIs(
  others: (asks: number) => Promise<number[]>,
  importId: string,
  state: 'checking' | 'importing',
): Promise<[times: number[], ms: number]> {
  const times: number[] = [];
  const start = performance.now();
  for (;;) {
    const [row] = await db().select().from(userImports).where(eq(userImports.importId, importId));
    if (row?.state !== state) return [times, performance.now() - start];
    times.push(...(await others(30)));
  }
}

async function begin(importId: string): Promise<void> {
  const utility = await utilityById(db(), UTILITY);
  if (!utility) throw new Error(`There is no utility ${UTILITY}.`);
  const outcome = await startImport({ ...demoScope(), utility }, importId);
  if (outcome.kind !== 'started') throw new Error(outcome.kind);
}

/** One line in ten is wrong, in turns by its address, its roles, its username and its columns. */
function fileOf(lines: number): string {
  const wrong = [
    (n: number) => `Wrong Address ${n},wrong${n},nowhere,CSR`,
    (n: number) => `Wrong Role ${n},wrong${n},wrong${n}@mail.example,KING`,
    (n: number) => `Wrong Name ${n},not a username ${n},wrong${n}@mail.example,CSR`,
    (n: number) => `Wrong Columns ${n},wrong${n}`,
  ];
  const rows = Array.from({ length: lines }, (_, n) =>
    n % 10 === 9
      ? wrong[Math.floor(n / 10) % wrong.length]?.(n)
      : `Person Number ${n},import${n},import${n}@mail.example,CSR`,
  );
  return ['Full Name,Username,Email Address,Roles', ...rows, ''].join('\r\n');
}

async function upload(server: BenchServer, cookie: string, file: string): Promise<string> {
  const host = `${UTILITY}.localhost:${server.port}`;
  const client = new Client(server.port, host, 1);
  const boundary = 'benchboundary';
  const body = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n` +
      `Content-Type: text/csv\r\n\r\n${file}\r\n--${boundary}--\r\n`,
  );
  const headers = {
    ...NAVIGATION,
    cookie,
    origin: client.origin,
    'sec-fetch-site': 'same-origin',
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'content-length': String(body.length),
  };
  for (;;) {
    const path = '/admin/users/import/upload';
    const answer = await client.ask({ method: 'POST', path, headers, body });
    const id = /[?&]id=([0-9a-f-]{36})/.exec(String(answer.headers.location))?.[1];
    if (id) return id;
    // A server learns of a new utility after seconds.
    if (answer.status !== 404) throw new Error(`The upload was answered ${answer.status}.`);
    await sleep(500);
  }
}

function memoryFigure(peak: number, told: string): Figure {
  return {
    name: 'resident memory while importing',
    value: `${peak.toFixed(0)} MiB`,
    reach: `at most ${REACH.residentMib} MiB`,
    reached: peak <= REACH.residentMib,
    measured: `The server's peak. ${told}`,
  };
}

function slownessFigure(busy: readonly number[], calm: readonly number[], told: string): Figure {
  const [p95, calmP95] = [busy, calm].map((times) => quantile(times, 0.95)) as [number, number];
  const ratio = p95 / calmP95;
  return {
    name: "others' pages and sign-ins while importing ÷ calm",
    value: ratio.toFixed(2),
    reach: `at most ${REACH.slower}`,
    reached: ratio <= REACH.slower,
    measured:
      `p95 of ${busy.length} asked one at a time (two home pages, then a sign-in) against ${calm.length} ` +
      `before it: ${p95.toFixed(1)} against ${calmP95.toFixed(1)} ms. Medians ${spread(busy, 1)} against ` +
      `${spread(calm, 1)} ms. ${told}`,
  };
}
