import { CONNECTIONS, cpuMsOfBarePages, cpuMsOfEach } from '@/bench/cpu-of-each';
import type { Counts, Figure } from '@/bench/figure';
import { sessionOf } from '@/bench/form';
import type { BenchServer } from '@/bench/installation';
import { type Answer, Client, inParallel } from '@/bench/load';
import { median, spread } from '@/bench/numbers';
import type { BenchSamlProvider } from '@/bench/saml-provider-process';
import { type Carried, type SamlVisits, samlVisits } from '@/bench/saml-visits';

const REACH = 20;
const PEOPLE = 100;

/** Milliseconds of the server's CPU: of one bare page, and of the three requests of a sign-in. */
interface Round {
  bareMs: number;
  startMs: number;
  consumerMs: number;
  finishMs: number;
}

/**
 * What a sign-in at a SAML portal costs the server, against a bare page, in turns: the assertion signed, and
 * encrypted too. The provider is another process, and so is its work.
 *
 * @param bareServer answers the bare pages and nothing else, as for OpenID Connect
 */
export async function samlSignIn(
  server: BenchServer,
  bareServer: BenchServer,
  provider: BenchSamlProvider,
  counts: Counts,
): Promise<Figure[]> {
  const visits = samlVisits(server.port, provider, CONNECTIONS);
  const bareClient = new Client(bareServer.port, bareServer.host, CONNECTIONS);
  const bareRound = () => cpuMsOfBarePages(bareServer, bareClient, counts.pagesARound);
  const signIns = Math.ceil(counts.signIns / counts.rounds);
  const rounds: Record<'clear' | 'encrypted', Round[]> = { clear: [], encrypted: [] };
  try {
    const certificate = await visits.encryptionCertificate();
    // Everybody's account is made, and the code is warm, before anything counts.
    await signInRound(server, visits, PEOPLE);
    await signInRound(server, visits, signIns);
    await bareRound();
    for (let round = 0; round < counts.rounds; round++) {
      for (const how of ['clear', 'encrypted'] as const) {
        await provider.tell({ do: 'encrypt', certificate: how === 'clear' ? null : certificate });
        const bareMs = await bareRound();
        rounds[how].push({ bareMs, ...(await signInRound(server, visits, signIns)) });
      }
    }
  } finally {
    await provider.tell({ do: 'encrypt', certificate: null });
    visits.close();
    bareClient.close();
  }
  return figures(rounds.clear, rounds.encrypted, counts, signIns);
}

/** All begin, then all go through the portal, then all arrive: so that each part is told apart. */
async function signInRound(
  server: BenchServer,
  visits: SamlVisits,
  signIns: number,
): Promise<Omit<Round, 'bareMs'>> {
  const begun: Answer[] = [];
  const carried: Carried[] = [];
  const posted: Answer[] = [];
  const startMs = await cpuMsOfEach(server, signIns, async (n) => {
    begun[n] = await visits.start();
  });
  await inParallel(signIns, CONNECTIONS, async (n) => {
    carried[n] = await visits.throughPortal(begun[n] as Answer, n % PEOPLE);
  });
  const consumerMs = await cpuMsOfEach(server, signIns, async (n) => {
    posted[n] = await visits.post((carried[n] as Carried).form);
  });
  const finishMs = await cpuMsOfEach(server, signIns, async (n) => {
    sessionOf(await visits.finish(posted[n] as Answer, carried[n] as Carried));
  });
  return { startMs, consumerMs, finishMs };
}

function figures(
  clear: readonly Round[],
  encrypted: readonly Round[],
  { rounds, pagesARound }: Counts,
  signIns: number,
): Figure[] {
  const ratio = median(ratios(clear));
  return [
    {
      name: 'SAML sign-in ÷ bare page, server CPU',
      value: ratio.toFixed(2),
      reach: `at most ${REACH}`,
      reached: ratio <= REACH,
      measured:
        `Median of ${rounds} rounds (${spread(ratios(clear))}) of ${pagesARound} bare pages and ${signIns} ` +
        `sign-ins of people who have an account, ${CONNECTIONS} at a time: ${told(clear)} A sign-in ends with ` +
        'its session, before /home, as with a password. The request is signed, and so is the assertion: RSA of ' +
        '2,048 bits, SHA-256. The bare pages are another server process’s.',
      details: { clear, encrypted },
    },
    {
      name: '… where the portal encrypts the assertion',
      value: median(ratios(encrypted)).toFixed(2),
      reach: '',
      reached: null,
      measured: `The same with AES-256-GCM (${spread(ratios(encrypted))}), in turns with it: ${told(encrypted)}`,
    },
  ];
}

function ratios(rounds: readonly Round[]): number[] {
  return rounds.map(
    ({ bareMs, startMs, consumerMs, finishMs }) => (startMs + consumerMs + finishMs) / bareMs,
  );
}

function told(rounds: readonly Round[]): string {
  const ms = (key: keyof Round) => spread(rounds.map((round) => round[key]));
  return (
    `${ms('startMs')} ms for /sso/start, ${ms('consumerMs')} ms for what the portal makes the browser post ` +
    `and ${ms('finishMs')} ms for where it goes on, against ${ms('bareMs')} ms.`
  );
}
