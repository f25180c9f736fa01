import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts, Figure } from '@/bench/figure';
import { askForReset } from '@/bench/forgot-form';
import { readForm } from '@/bench/form';
import type { Installation } from '@/bench/installation';
import { Client } from '@/bench/load';
import { addMailboxes, emptyQueues, mailbox } from '@/bench/mailboxes';
import { median, quantile } from '@/bench/numbers';

const REACH_SECONDS = 2;
const PER_MINUTE = 200;
const LONGEST_WAIT_MS = 30_000;

/** How long somebody waits for the mail: from sending the form to the mail server's having it. */
export async function resetMail(
  { mail, startServer }: Installation,
  counts: Counts,
): Promise<Figure[]> {
  const requests = Math.round(PER_MINUTE * counts.resetMinutes);
  await emptyQueues();
  await addMailboxes('waits', requests);
  const server = await startServer({ TRUSTED_PROXIES: '1' });
  const client = new Client(server.port, server.host, 4);
  const form = await readForm(client, '/forgot-password');
  const sentAt = new Map<string, number>();
  const start = performance.now();
  for (let n = 1; n <= requests; n++) {
    await sleep(Math.max(0, start + ((n - 1) * 60_000) / PER_MINUTE - performance.now()));
    const email = mailbox('waits', n);
    sentAt.set(email, performance.now());
    await askForReset(client, form, email);
  }
  const arrivals = () => mail.mails.filter(({ to }) => sentAt.has(to));
  const deadline = performance.now() + LONGEST_WAIT_MS;
  while (arrivals().length < requests && performance.now() < deadline) await sleep(100);
  client.close();
  await server.stop();
  const seconds = arrivals().map(({ to, at }) => (at - (sentAt.get(to) ?? at)) / 1000);
  if (seconds.length !== requests) {
    throw new Error(`${seconds.length} mails arrived for ${requests} requests.`);
  }
  const p95 = quantile(seconds, 0.95);
  return [
    {
      name: 'request for a new password to mail, p95',
      value: `${p95.toFixed(2)} s`,
      reach: `under ${REACH_SECONDS} s`,
      reached: p95 < REACH_SECONDS,
      measured:
        `${requests} requests at ${PER_MINUTE} a minute from empty queues, each to its own mailbox, until a local mail ` +
        `server had the mail; median ${median(seconds).toFixed(2)} s, longest ` +
        `${Math.max(...seconds).toFixed(2)} s`,
      details: { p95, median: median(seconds), longest: Math.max(...seconds) },
    },
  ];
}
