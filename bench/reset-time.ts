import { randomInt } from 'node:crypto';
import type { Counts, Figure } from '@/bench/figure';
import { askForReset } from '@/bench/forgot-form';
import { readForm } from '@/bench/form';
import type { Installation } from '@/bench/installation';
import { Client } from '@/bench/load';
import { addMailboxes, mailbox } from '@/bench/mailboxes';
import { areaUnderRoc, median } from '@/bench/numbers';

const ALLOWED = 0.03;
const KINDS = ['known', 'unknown', 'shared'] as const;
type Kind = (typeof KINDS)[number];

const PAIRS: [Kind, Kind][] = [
  ['unknown', 'known'],
  ['unknown', 'shared'],
  ['known', 'shared'],
];

/**
 * Whether the time of an answer to Forgot Password tells what is known of the address. One request at
 * a time, the three kinds in random order within each three, every address and client once, while the
 * server decides on the requests and mails as it does.
 */
export async function resetTime(installation: Installation, counts: Counts): Promise<Figure[]> {
  const samples = counts.resetSamples;
  await addMailboxes('known', samples);
  await addMailboxes('shared', samples, 2);
  const server = await installation.startServer({ TRUSTED_PROXIES: '1' });
  const client = new Client(server.port, server.host, 1);
  const form = await readForm(client, '/forgot-password');
  const times: Record<Kind, number[]> = { known: [], unknown: [], shared: [] };
  for (let n = -50; n <= samples; n++) {
    for (const kind of shuffled(KINDS)) {
      // The first ones warm up, for addresses that are not measured.
      const email = n > 0 ? mailbox(kind, n) : mailbox('warm', n + 1000);
      const start = performance.now();
      await askForReset(client, form, email);
      if (n > 0) times[kind].push(performance.now() - start);
    }
  }
  client.close();
  await server.stop();
  return PAIRS.map(([first, second]) => {
    const area = areaUnderRoc(times[first], times[second]);
    return {
      name: `forgot password, ${first} against ${second}`,
      value: area.toFixed(3),
      reach: `0.50 ± ${ALLOWED.toFixed(2)}`,
      reached: Math.abs(area - 0.5) <= ALLOWED,
      measured:
        `area under the ROC curve of ${samples} answers each, interleaved; medians ` +
        `${median(times[first]).toFixed(2)} and ${median(times[second]).toFixed(2)} ms`,
      details: {
        area,
        medianMs: { [first]: median(times[first]), [second]: median(times[second]) },
      },
    };
  });
}

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.map(() => left.splice(randomInt(left.length), 1)[0] as T);
}
