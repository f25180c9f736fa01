import type { Counts, Figure } from '@/bench/figure';
import { formPost, NAVIGATION, readForm, sessionOf } from '@/bench/form';
import type { BenchServer } from '@/bench/installation';
import { Client, inParallel } from '@/bench/load';
import { median, spread } from '@/bench/numbers';
import type { BenchPerson } from '@/bench/people';
import { cpuSeconds } from '@/bench/processes';

const REACH = 0.75;
const CONNECTIONS = 4;
const SESSIONS = 20;
const PATHS = ['/bare', '/home'] as const;

interface Round {
  pagesASecond: number;
  cpuMsAPage: number;
}

/** What being signed in costs: `/home` against a bare page of the same server, in turns. */
export async function homePage(
  server: BenchServer,
  people: readonly BenchPerson[],
  counts: Counts,
): Promise<Figure[]> {
  const client = new Client(server.port, server.host, CONNECTIONS);
  const sessions = await signedIn(client, people.slice(0, SESSIONS));
  const rounds: Record<(typeof PATHS)[number], Round[]> = { '/bare': [], '/home': [] };
  for (const path of PATHS) await pageRound(server, client, path, sessions, counts.pagesARound);
  for (let round = 0; round < counts.rounds; round++) {
    for (const path of PATHS) {
      rounds[path].push(await pageRound(server, client, path, sessions, counts.pagesARound));
    }
  }
  client.close();
  return figures(rounds['/bare'], rounds['/home'], counts);
}

/** Signs people in. @returns the session cookie of each */
export async function signedIn(client: Client, people: readonly BenchPerson[]): Promise<string[]> {
  const form = await readForm(client, '/');
  const cookies: string[] = [];
  for (const person of people) {
    const post = formPost(form, { ...person }, client.origin, 'without script');
    cookies.push(sessionOf(await client.ask(post)));
  }
  return cookies;
}

async function pageRound(
  server: BenchServer,
  client: Client,
  path: (typeof PATHS)[number],
  sessions: readonly string[],
  pages: number,
): Promise<Round> {
  const cpu = cpuSeconds(server.pid);
  const start = performance.now();
  await inParallel(pages, CONNECTIONS, async (n) => {
    const cookie = sessions[n % sessions.length] ?? '';
    const { status, body } = await client.ask({ path, headers: { ...NAVIGATION, cookie } });
    if (status !== 200 || !body.endsWith('</html>')) {
      throw new Error(`${path} was answered ${status}: ${body.slice(0, 300)}`);
    }
  });
  const seconds = (performance.now() - start) / 1000;
  return {
    pagesASecond: pages / seconds,
    cpuMsAPage: (1000 * (cpuSeconds(server.pid) - cpu)) / pages,
  };
}

function figures(bare: readonly Round[], home: readonly Round[], counts: Counts): Figure[] {
  const each = (rounds: readonly Round[], key: keyof Round) => rounds.map((round) => round[key]);
  const ratio = (over: readonly Round[], under: readonly Round[], key: keyof Round) =>
    median(each(over, key)) / median(each(under, key));
  const bySpeed = ratio(home, bare, 'pagesASecond');
  const byCpu = ratio(bare, home, 'cpuMsAPage');
  const rounds = `${counts.rounds} rounds of ${counts.pagesARound} pages each, ${CONNECTIONS} at a time`;
  return [
    {
      name: '/home signed in ÷ bare page, pages a second',
      value: bySpeed.toFixed(3),
      reach: `at least ${REACH}`,
      reached: bySpeed >= REACH,
      measured:
        `Medians of ${rounds}, ${SESSIONS} sessions: ${spread(each(home, 'pagesASecond'), 0)} against ` +
        `${spread(each(bare, 'pagesASecond'), 0)} a second. PostgreSQL and the load share the cores.`,
      details: { home, bare },
    },
    {
      name: '/home signed in ÷ bare page, server CPU',
      value: byCpu.toFixed(3),
      reach: '',
      reached: null,
      measured:
        `The same rounds by the server's CPU time, which the others on the machine disturb less: ` +
        `${spread(each(home, 'cpuMsAPage'))} ms against ${spread(each(bare, 'cpuMsAPage'))} ms a page.`,
    },
  ];
}
