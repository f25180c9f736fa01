import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Counts, Figure } from '@/bench/figure';
import type { Installation } from '@/bench/installation';
import { addMailboxes, emptyQueues, UTILITY } from '@/bench/mailboxes';
import { freePort } from '@/demo/free-port';
import { db } from '@/lib/db';
import { newestKeyId } from '@/lib/password-reset/reset-secrets';

const REACH_A_SECOND = 100;
/** Without a mail for so long, nothing more comes. */
const SILENCE_MS = 10_000;

/** A queue that has piled up, drained by two servers: how fast, and whether each mail went out once. */
export async function mailQueue(installation: Installation, counts: Counts): Promise<Figure[]> {
  const { mail } = installation;
  const count = counts.queuedMails;
  await emptyQueues();
  await addMailboxes('queued', count);
  await queueLinks(count);
  const before = mail.mails.length;
  const servers = await Promise.all([
    installation.startServer(),
    installation.startServer({}, await freePort()),
  ]);
  const arrived = () => mail.mails.slice(before);
  let silentSince = performance.now();
  for (let seen = -1; performance.now() - silentSince < SILENCE_MS; await sleep(100)) {
    if (arrived().length !== seen) silentSince = performance.now();
    seen = arrived().length;
    if (seen >= count && (await waiting()) === 0) break;
  }
  for (const server of servers) await server.stop();
  const mails = arrived();
  const distinct = new Set(mails.map(({ messageId }) => messageId)).size;
  const times = mails.map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  const rate = mails.length / seconds;
  const exactly = distinct === count && mails.length === count;
  return [
    {
      name: 'queued mails, each exactly once',
      value: `${distinct} of ${count}`,
      reach: 'all, none twice',
      reached: exactly,
      measured: `${mails.length} mails arrived, of ${distinct} Message-IDs, from two servers`,
      details: { queued: count, arrived: mails.length, distinct },
    },
    {
      name: 'queued mails drained by two servers',
      value: `${rate.toFixed(0)} a second`,
      reach: `at least ${REACH_A_SECOND}`,
      reached: rate >= REACH_A_SECOND,
      measured:
        `${count} mails with links, ${seconds.toFixed(1)} s from the first to the last; servers, ` +
        'PostgreSQL and mail server share the cores',
      details: { seconds, rate },
    },
  ];
}

/** Mails with links, due now, as decisions on requests would have left them. */
async function queueLinks(count: number): Promise<void> {
  await db().execute(sql`
    with people as (
      select user_id, email_key, password_set_at, gen_random_uuid() as request_id
      from users where utility_id = ${UTILITY} and username like 'queued-%' limit ${count}::int
    ), requests as (
      insert into reset_requests (utility_id, reset_request_id, requested_at, key_id, address_key,
        client_key, request_id, decide_after, decided_at, outcome, user_id, secret_hash, expires_at,
        password_set_at, email_key)
      select ${UTILITY}, request_id, now(), ${newestKeyId()}, sha256('bench'), 'bench', 'bench',
        now(), now(), 'link', user_id, sha256('bench'), now() + interval '1 day', password_set_at, email_key
      from people
    )
    insert into mail_outbox (utility_id, mail_id, kind, user_id, reset_request_id, occurred_at,
      request_id, due_at, failures, expires_at)
    select ${UTILITY}, gen_random_uuid(), 'forgot_password', user_id, request_id, now(), 'bench',
      now(), 0, now() + interval '1 day'
    from people`);
}

async function waiting(): Promise<number> {
  const [row] = await db().execute<{ n: number }>(sql`select count(*)::int as n from mail_outbox`);
  return row?.n ?? 0;
}
