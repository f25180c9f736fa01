import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts, Figure } from '@/bench/figure';
import { NAVIGATION } from '@/bench/form';
import type { BenchServer, Installation } from '@/bench/installation';
import { Client } from '@/bench/load';
import {
  addPeopleTo,
  addUtilities,
  administratorOf,
  analyzeUsers,
  type Marker,
} from '@/bench/many-users';
import { median, quantile, spread } from '@/bench/numbers';
import { demoScope } from '@/demo/seed';
import { db } from '@/lib/db';
import { listUsers } from '@/lib/users/list-users';
import { readUserListQuery } from '@/lib/users/user-list-query';
import { readUserList } from '@/lib/users/user-list-store';
import { utilityById } from '@/lib/utilities/utility-by-host';

const REACH = { millionToThousand: 1.5, pageThousand: 1.2, missMs: 50, manyUtilities: 1.2 };
const ROUNDS = 8;

/** Five terms each that fit 2,000, 20, 1 and 0 people of a million. */
const HITS: Marker[] = [
  ...['juk', 'qzwalpha', 'xylobeta', 'vexgam', 'kreosotdelta'].map((text) => marker(text, 2_000)),
  ...['zib', 'pazu', 'quillon', 'yttrium', 'wexelplanket'].map((text) => marker(text, 20)),
  ...['gnoq', 'hjalp', 'fjordwyk', 'ozymand', 'ixtapaluca'].map((text) => marker(text, 1)),
];
const MISSES = ['zqx', 'wvkq', 'brzzlt', 'qqlorem', 'nobodyatall1'];
const TERMS = [...HITS.map(({ text }) => text), ...MISSES];

function marker(text: string, people: number): Marker {
  return { text, people };
}

/** The list of a million people against that of a thousand, far pages, and two thousand utilities. */
export async function userList(installation: Installation, counts: Counts): Promise<Figure[]> {
  const figures: Figure[] = [];
  const server = await installation.startServer();
  try {
    await addUtilities(['million', 'thousand', 'alone'], server.port);
    await addPeopleTo(['million'], counts.manyUsers, HITS);
    // As many as fill a page there too.
    const few = HITS.map(({ text, people }) => marker(text, Math.min(people, 100)));
    await addPeopleTo(['thousand'], 1_000, few);
    await addPeopleTo(['alone'], 500);
    await analyzeUsers();
    const clients = await visitors(server, ['million', 'thousand']);
    figures.push(await searches(clients), await farPages(clients.million), await misses());
  } finally {
    await server.stop();
  }
  return [...figures, await amongMany(installation, counts.manyUtilities)];
}

/** An administrator's browser. */
interface Visitor {
  ms(path: string): Promise<number>;
}

async function visitors<Id extends string>(
  server: BenchServer,
  utilityIds: readonly Id[],
): Promise<Record<Id, Visitor>> {
  const all = {} as Record<Id, Visitor>;
  for (const utilityId of utilityIds) all[utilityId] = await visitor(server, utilityId);
  return all;
}

async function visitor(server: BenchServer, utilityId: string): Promise<Visitor> {
  const cookie = await administratorOf(utilityId, server.port);
  const client = new Client(server.port, `${utilityId}.localhost:${server.port}`, 1);
  const ask = async (path: string) => {
    const { status, body } = await client.ask({ path, headers: { ...NAVIGATION, cookie } });
    return status === 200 && body.endsWith('</html>');
  };
  // A server learns of a new utility after seconds.
  while (!(await ask('/admin/users'))) await sleep(500);
  return {
    async ms(path) {
      const start = performance.now();
      if (!(await ask(path))) throw new Error(`${path} of ${utilityId} was not answered.`);
      return performance.now() - start;
    },
  };
}

/** Times two addresses in turns. */
async function inTurns(
  rounds: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<[number[], number[]]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await one());
    times[1].push(await other());
  }
  return times;
}

async function searches(clients: Record<'million' | 'thousand', Visitor>): Promise<Figure> {
  const paths = ['/admin/users', ...TERMS.map((term) => `/admin/users?q=${term}`)];
  const all: [number[], number[]] = [[], []];
  const byPath: Record<string, number[]> = {};
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const path of paths) {
      const [[million = 0], [thousand = 0]] = await inTurns(
        1,
        () => clients.million.ms(path),
        () => clients.thousand.ms(path),
      );
      // The first round only warms up.
      if (round === 0) continue;
      all[0].push(million);
      all[1].push(thousand);
      byPath[path] = [...(byPath[path] ?? []), million];
    }
  }
  const [million, thousand] = all.map((times) => quantile(times, 0.95)) as [number, number];
  const medians = Object.entries(byPath).map(([path, times]) => [path, Math.round(median(times))]);
  return ratioFigure('list and search, 1,000,000 ÷ 1,000 users', million, thousand, {
    reach: REACH.millionToThousand,
    measured:
      `p95 of the whole response, ${all[0].length} each in turns, one at a time: the list and 20 terms ` +
      'of 3 to 12 characters with 2,000, 20, 1 and 0 hits (among 1,000 users at most 100, so that ' +
      `both show a full page). Medians ${spread(all[0], 1)} against ${spread(all[1], 1)} ms.`,
    details: Object.fromEntries(medians),
  });
}

async function farPages(million: Visitor): Promise<Figure> {
  const utility = await utilityById(db(), 'million');
  if (!utility) throw new Error('There is no utility million.');
  const scope = { ...demoScope(), utility };
  const { query } = readUserListQuery({});
  // The place at which page 1,000 begins, found as quickly as one page of so many people.
  const { after } = await listUsers(scope, query, 50 * 999);
  const [far, first] = await inTurns(
    ROUNDS * 10,
    () => million.ms(`/admin/users?after=${after}`),
    () => million.ms('/admin/users'),
  );
  const [p95, firstP95] = [far, first].map((times) => quantile(times, 0.95)) as [number, number];
  return ratioFigure('page 1,000 ÷ page 1', p95, firstP95, {
    reach: REACH.pageThousand,
    measured: `p95 of the whole response, ${far.length} each in turns. Medians ${spread(far, 1)} against ${spread(first, 1)} ms.`,
  });
}

async function misses(): Promise<Figure> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const term of MISSES) {
      const { query } = readUserListQuery({ q: term });
      const start = performance.now();
      const { total } = await readUserList(db(), 'million', query, 50, new Date());
      times.push(performance.now() - start);
      if (total !== 0) throw new Error(`${term} was found.`);
    }
  }
  const p95 = quantile(times, 0.95);
  return {
    name: 'search without a hit among 1,000,000',
    value: `${p95.toFixed(1)} ms`,
    reach: `under ${REACH.missMs} ms`,
    reached: p95 < REACH.missMs,
    measured: `p95 of ${times.length} statements as the client of the database waits for them; median ${spread(times, 1)} ms.`,
  };
}

async function amongMany(installation: Installation, utilities: number): Promise<Figure> {
  const before = await pagesOf(installation, 'alone');
  const ids = Array.from({ length: utilities }, (_, n) => `many-${n}`);
  await addUtilities(ids, before.port);
  await addPeopleTo(ids, 500);
  await analyzeUsers();
  const after = await pagesOf(installation, ids[Math.floor(utilities / 2)] ?? '');
  const [p95, p95Before] = [after, before].map(({ times }) => quantile(times, 0.95)) as [
    number,
    number,
  ];
  return ratioFigure(`${utilities} utilities × 500 users ÷ one`, p95, p95Before, {
    reach: REACH.manyUtilities,
    measured:
      `p95 of ${after.times.length} pages (list, search, shared addresses, home) of one utility of 500 users, ` +
      'each time on a server that was just started and warmed, before and after the others were added. ' +
      `Medians ${spread(after.times, 1)} against ${spread(before.times, 1)} ms.`,
  });
}

/** The times of one utility's pages on a server of its own: one that has worked longer is no equal. */
async function pagesOf(
  installation: Installation,
  utilityId: string,
): Promise<{ times: number[]; port: number }> {
  const server = await installation.startServer();
  try {
    const who = await visitor(server, utilityId);
    const paths = ['/admin/users', '/admin/users?q=dubois', '/admin/users/shared-emails', '/home'];
    const times: number[] = [];
    for (let round = 0; round < ROUNDS * 8; round += 1) {
      for (const path of paths) {
        const ms = await who.ms(path);
        if (round >= ROUNDS * 2) times.push(ms);
      }
    }
    return { times, port: server.port };
  } finally {
    await server.stop();
  }
}

function ratioFigure(
  name: string,
  over: number,
  under: number,
  { reach, ...rest }: { reach: number; measured: string; details?: Record<string, unknown> },
): Figure {
  const ratio = over / under;
  const value = ratio.toFixed(2);
  return { name, value, reach: `at most ${reach}`, reached: ratio <= reach, ...rest };
}
