import { CONNECTIONS, cpuMsOfBarePages, cpuMsOfEach } from '@/bench/cpu-of-each';
import type { Counts, Figure } from '@/bench/figure';
import { sessionOf } from '@/bench/form';
import type { BenchServer } from '@/bench/installation';
import { type Answer, Client, inParallel } from '@/bench/load';
import { median, spread } from '@/bench/numbers';
import type { OpenidProvider } from '@/bench/openid-provider-process';
import { type PortalVisits, portalVisits, type WayBack } from '@/bench/portal-visits';

const REACH = 12;
const PEOPLE = 100;

/** Milliseconds of the server's CPU: of one bare page, and of the two requests of a sign-in. */
interface Round {
  bareMs: number;
  startMs: number;
  arrivalMs: number;
}

/**
 * What a sign-in at the portal costs the server, against a bare page, in turns. The provider is
 * another process, and so is its work.
 *
 * @param bareServer answers the bare pages and nothing else: on the same process each of them
 * costs up to half as much again, part of it for what sign-ins leave behind for the garbage collector
 */
export async function oidcSignIn(
  server: BenchServer,
  bareServer: BenchServer,
  provider: OpenidProvider,
  counts: Counts,
): Promise<Figure[]> {
  const visits = portalVisits(server.port, provider, CONNECTIONS);
  const bareClient = new Client(bareServer.port, bareServer.host, CONNECTIONS);
  const bareRound = () => cpuMsOfBarePages(bareServer, bareClient, counts.pagesARound);
  const rounds: Record<'fromToken' | 'fromUserinfo', Round[]> = { fromToken: [], fromUserinfo: [] };
  try {
    // Everybody's account is made, and the code is warm, before anything counts.
    await signInRound(server, visits, PEOPLE);
    await signInRound(server, visits, signInsARound(counts));
    await bareRound();
    for (let round = 0; round < counts.rounds; round++) {
      for (const from of ['fromToken', 'fromUserinfo'] as const) {
        await provider.tell(from === 'fromToken' ? 'profileInToken' : 'profileInUserinfo');
        const bareMs = await bareRound();
        const signIn = await signInRound(server, visits, signInsARound(counts));
        rounds[from].push({ bareMs, ...signIn });
      }
    }
  } finally {
    await provider.tell('profileInToken');
    visits.close();
    bareClient.close();
  }
  return figures(rounds.fromToken, rounds.fromUserinfo, counts);
}

function signInsARound({ signIns, rounds }: Counts): number {
  return Math.ceil(signIns / rounds);
}

/** All begin, then all go through the portal, then all arrive: so that each part is told apart. */
async function signInRound(
  server: BenchServer,
  visits: PortalVisits,
  signIns: number,
): Promise<Omit<Round, 'bareMs'>> {
  const begun: Answer[] = [];
  const ways: WayBack[] = [];
  const startMs = await cpuMsOfEach(server, signIns, async (n) => {
    begun[n] = await visits.start();
  });
  await inParallel(signIns, CONNECTIONS, async (n) => {
    ways[n] = await visits.throughPortal(begun[n] as Answer, n % PEOPLE);
  });
  const arrivalMs = await cpuMsOfEach(server, signIns, async (n) => {
    sessionOf(await visits.arrive(ways[n] as WayBack));
  });
  return { startMs, arrivalMs };
}

function figures(
  fromToken: readonly Round[],
  fromUserinfo: readonly Round[],
  counts: Counts,
): Figure[] {
  const ratio = median(ratios(fromToken));
  return [
    {
      name: 'OIDC sign-in ÷ bare page, server CPU',
      value: ratio.toFixed(2),
      reach: `at most ${REACH}`,
      reached: ratio <= REACH,
      measured:
        `Median of ${counts.rounds} rounds (${spread(ratios(fromToken))}) of ${counts.pagesARound} bare pages and ` +
        `${signInsARound(counts)} sign-ins of people who have an account, ${CONNECTIONS} at a time: ` +
        `${told(fromToken)} A sign-in ends with its session, before /home, as with a password. The portal is ` +
        'asked over plain http on loopback, on connections that are kept, for its description once in 4 s ' +
        'for all; profile in the ID token, signed RS256. The bare pages are another server process’s.',
      details: { fromToken, fromUserinfo },
    },
    {
      name: '… where the portal keeps the profile for userinfo',
      value: median(ratios(fromUserinfo)).toFixed(2),
      reach: '',
      reached: null,
      measured:
        `The same (${spread(ratios(fromUserinfo))}), in turns with it, with one more question to the portal: ` +
        told(fromUserinfo),
    },
  ];
}

function ratios(rounds: readonly Round[]): number[] {
  return rounds.map(({ bareMs, startMs, arrivalMs }) => (startMs + arrivalMs) / bareMs);
}

function told(rounds: readonly Round[]): string {
  const ms = (key: keyof Round) => spread(rounds.map((round) => round[key]));
  return `${ms('startMs')} ms for /sso/start and ${ms('arrivalMs')} ms for the way back, against ${ms('bareMs')} ms.`;
}
