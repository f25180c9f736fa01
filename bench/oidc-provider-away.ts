import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts, Figure } from '@/bench/figure';
import { NAVIGATION } from '@/bench/form';
import type { BenchServer } from '@/bench/installation';
import { quantile, spread } from '@/bench/numbers';
import type { OpenidProvider } from '@/bench/openid-provider-process';
import { type PortalVisits, portalVisits, type WayBack } from '@/bench/portal-visits';
import { steadily } from '@/bench/steadily';
import { type Refused, type Waited, waitOnPage } from '@/bench/waiting-page';

const REACH_SECONDS = 5;
const CONNECTIONS = 32;
const SESSIONS = 20;
const PAGES_A_SECOND = 10;
const WAITING = 10;
/** At the portal already when it goes away. */
const CAUGHT = 5;
/** So long a sign-in still goes on to a portal that was heard of just before it went. */
const HEARD_MS = 4500;
/** Of an absence that only measures the return. */
const SHORT_SECONDS = 10;
/** How much longer than the absence people stay on the page. */
const PATIENCE_MS = 30_000;

/** Both ways to be away. */
const WAYS_TO_BE_AWAY = ['refuseConnections', 'sayNothing'] as const;

interface Stage {
  how: (typeof WAYS_TO_BE_AWAY)[number];
  seconds: number;
}

/** A page of somebody who is signed in. */
interface Page {
  ms: number;
  isWhole: boolean;
}

interface Return {
  waiting: number;
  /** Until the first sign-in began; until all who waited were on their way. */
  firstSeconds: number;
  lastSeconds: number;
}

interface Absence {
  refused: Refused[];
  return: Return;
}

/** What people notice of a provider that is away, and for how long after its return. */
export async function oidcProviderAway(
  server: BenchServer,
  provider: OpenidProvider,
  counts: Counts,
): Promise<Figure[]> {
  const visits = portalVisits(server.port, provider, CONNECTIONS);
  const seconds = counts.awaySeconds;
  try {
    const cookies: string[] = [];
    for (let n = 0; n < SESSIONS; n++) cookies.push(await visits.signIn(n));
    const pages = (forSeconds: number) =>
      steadily(PAGES_A_SECOND, forSeconds, (n) => page(visits, cookies[n % SESSIONS] ?? ''));
    await pages(5);
    const calmSeconds = Math.min(seconds, 60);
    const [calm] = await Promise.all([
      pages(calmSeconds),
      // As often as those who wait will ask.
      steadily(WAITING / 4, calmSeconds, () => visits.start()),
    ]);
    const caught = await atPortal(visits);
    const stages = WAYS_TO_BE_AWAY.map((how) => ({ how, seconds: seconds / 2 }));
    const [long, during, arrivals] = await Promise.all([
      absence(visits, provider, stages, WAITING),
      pages(seconds),
      sleep(HEARD_MS).then(() => Promise.all(caught.map(visits.arrive))),
    ]);
    const absences = [long, ...(await shortAbsences(visits, provider, counts.returns))];
    await visits.signIn(0);
    return [
      pagesFigure(during, calm, seconds),
      refusedFigure(
        absences.flatMap(({ refused }) => refused),
        arrivals.map(({ status }) => status),
      ),
      ...returnFigures(
        absences.map((away) => away.return),
        seconds,
      ),
    ];
  } finally {
    visits.close();
  }
}

async function page({ client }: PortalVisits, cookie: string): Promise<Page> {
  const start = performance.now();
  const { status, body } = await client.ask({ path: '/home', headers: { ...NAVIGATION, cookie } });
  const isWhole = status === 200 && body.endsWith('</html>');
  return { ms: performance.now() - start, isWhole };
}

/** People who are about to come back from the portal. */
async function atPortal(visits: PortalVisits): Promise<WayBack[]> {
  const ways: WayBack[] = [];
  for (let n = 0; n < CAUGHT; n++) {
    ways.push(await visits.throughPortal(await visits.start(), n));
  }
  return ways;
}

/** One after the other, in both ways, for one who waits and for many. */
async function shortAbsences(
  visits: PortalVisits,
  provider: OpenidProvider,
  count: number,
): Promise<Absence[]> {
  const absences: Absence[] = [];
  for (let n = 0; n < count; n++) {
    const how = WAYS_TO_BE_AWAY[n % 2] ?? 'sayNothing';
    // The return comes at all times between two questions of a page.
    const seconds = SHORT_SECONDS + (4 * n) / count;
    absences.push(await absence(visits, provider, [{ how, seconds }], n % 4 < 2 ? 1 : WAITING));
  }
  return absences;
}

async function absence(
  visits: PortalVisits,
  provider: OpenidProvider,
  stages: readonly Stage[],
  waiting: number,
): Promise<Absence> {
  const totalMs = stages.reduce((sum, { seconds }) => sum + 1000 * seconds, 0);
  const waits: Promise<Waited>[] = [];
  const beginWaiting = async () => {
    await sleep(HEARD_MS);
    for (let n = 0; n < waiting; n++) {
      waits.push(waitOnPage(visits, totalMs + PATIENCE_MS));
      await sleep(4000 / waiting);
    }
  };
  const [, returnedAt] = await Promise.all([beginWaiting(), goThrough(provider, stages)]);
  const waited = await Promise.all(waits);
  const begun = waited.map(({ begunAt }) => ((begunAt ?? Number.NaN) - returnedAt) / 1000);
  return {
    refused: waited.flatMap(({ refused }) => refused),
    return: { waiting, firstSeconds: Math.min(...begun), lastSeconds: Math.max(...begun) },
  };
}

/** @returns when the provider was back, by `performance.now()` */
async function goThrough(provider: OpenidProvider, stages: readonly Stage[]): Promise<number> {
  for (const { how, seconds } of stages) {
    await provider.tell(how);
    await sleep(1000 * seconds);
  }
  await provider.tell('comeBack');
  return performance.now();
}

function pagesFigure(during: readonly Page[], calm: readonly Page[], seconds: number): Figure {
  const faults = during.filter(({ isWhole }) => !isWhole).length;
  const [times, calmTimes] = [during, calm].map((pages) => pages.map(({ ms }) => ms)) as [
    number[],
    number[],
  ];
  const [p95, calmP95] = [quantile(times, 0.95), quantile(calmTimes, 0.95)];
  return {
    name: 'pages failed while the provider is away',
    value: `${faults} of ${during.length}`,
    reach: '0',
    reached: faults === 0,
    measured:
      `/home of ${SESSIONS} signed in by the portal, ${PAGES_A_SECOND} a second over ${seconds} s, in whose first ` +
      'half the provider refused connections, and in the second took them and said nothing, while ' +
      `${WAITING} others wanted to sign in: p95 ${p95.toFixed(1)} ms against ${calmP95.toFixed(1)} with the ` +
      `provider there (${(p95 / calmP95).toFixed(2)} of it), median ${spread(times, 1)} against ` +
      `${spread(calmTimes, 1)} ms.`,
    details: { seconds, p95, calmP95, calmFaults: calm.filter(({ isWhole }) => !isWhole).length },
  };
}

function refusedFigure(refused: readonly Refused[], arrivals: readonly number[]): Figure {
  const asMeant = refused.filter(
    ({ status, retryAfter, triesAgain }) => status === 503 && retryAfter && triesAgain,
  ).length;
  const caught = arrivals.filter((status) => status === 503).length;
  const times = refused.map(({ ms }) => ms);
  return {
    name: 'sign-ins while it is away: the page that tries again',
    value: `${asMeant} of ${refused.length}`,
    reach: 'all',
    reached: asMeant === refused.length && caught === arrivals.length,
    measured:
      `503 with Retry-After, from ${HEARD_MS / 1000} s after it went; until then a sign-in may still be sent to a ` +
      `portal that was there a moment ago. It took ${spread(times, 0)} ms, p95 ` +
      `${quantile(times, 0.95).toFixed(0)} ms: a silent provider is waited for, for 3 s, by who asks first. ` +
      `${caught} of ${arrivals.length} who were at the portal when it went got it on their way back.`,
    details: { refused: refused.length, asMeant, arrivals },
  };
}

function returnFigures(returns: readonly Return[], seconds: number): Figure[] {
  const seen = (key: 'firstSeconds' | 'lastSeconds', of = returns) =>
    of.map((back) => Math.max(0, back[key]));
  const longest = (times: readonly number[]) =>
    times.length > 0 ? Math.max(...times) : Number.NaN;
  const first = longest(seen('firstSeconds'));
  const last = longest(seen('lastSeconds'));
  const alone = returns.filter(({ waiting }) => waiting === 1);
  const told = `${returns.length} returns, after ${seconds} s and after ${SHORT_SECONDS} to ${SHORT_SECONDS + 4} s`;
  return [
    {
      name: 'provider back: until the first sign-in begins',
      value: `${first.toFixed(1)} s`,
      reach: `at most ${REACH_SECONDS} s`,
      reached: first <= REACH_SECONDS,
      measured:
        `The longest of ${told}; each ${spread(seen('firstSeconds'), 1)} s. People stay on the page, which asks ` +
        `every few seconds: one alone at ${alone.length} of the returns, ${WAITING} at the others.`,
      details: { returns },
    },
    {
      name: '… and until all who wait are on their way',
      value: `${last.toFixed(1)} s`,
      reach: `at most ${REACH_SECONDS} s`,
      reached: last <= REACH_SECONDS,
      measured: `The same returns; each ${spread(seen('lastSeconds'), 1)} s.`,
    },
  ];
}
