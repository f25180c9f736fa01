import { randomUUID } from 'node:crypto';
import { asc } from 'drizzle-orm';
import { onTestFinished } from 'vitest';
import { mailOutbox } from '@/drizzle/schema';
import { db, inTransaction } from '@/lib/db';
import { deliverDueMails } from '@/lib/mail/deliver-due-mails';
import { type OutboxMail, queueMail } from '@/lib/mail/outbox-store';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { requestReset } from '@/lib/password-reset/request-reset';
import { answerOf } from '@/lib/password-reset/reset-answers';
import { type HeldLink, parseToken } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import { startFaultyMailServer } from '@/tests/support/faulty-mail-server';
import { type CaughtMail, linkIn, startMailCatcher } from '@/tests/support/mail-catcher';
import { restartedWith } from '@/tests/support/settings';
import { NOON } from '@/tests/support/test-scope';

/** Gives the rest of a test a mail server that keeps what it accepts. */
export async function serve(options: Parameters<typeof startMailCatcher>[0] = {}) {
  const server = await startMailCatcher(options);
  onTestFinished(() => server.stop());
  restartedWith({ SMTP_URL: server.url });
  return server;
}

/** Gives the rest of a test, or the time until it is stopped, a mail server with faults. */
export async function serveWith(
  faults: Parameters<typeof startFaultyMailServer>[0],
  query = '',
): Promise<Awaited<ReturnType<typeof startFaultyMailServer>>> {
  const server = await startFaultyMailServer(faults);
  onTestFinished(() => server.stop());
  restartedWith({ SMTP_URL: server.url + query });
  return server;
}

/** Puts a mail into the outbox at the scope's time. */
export function queued(
  scope: Scope,
  userId: string,
  kind: OutboxMail['kind'] = 'password_changed',
): Promise<void> {
  return inTransaction((tx) => queueMail(tx, scope, { kind, userId }));
}

/** Somebody asks for a new password, and the mail for it is in the outbox. */
export async function linkQueued(scope: Scope, address = 'danaortiz@mail.example'): Promise<void> {
  const { kind } = await requestReset(scope, address);
  if (kind !== 'taken') throw new Error(kind);
  await decideWaitingRequests(scope.now);
}

/** What one server does with the mails that are due. */
export function deliver(
  now: Date | (() => Date) = NOON,
  {
    processId = randomUUID() as string,
    stopping,
  }: { processId?: string; stopping?: AbortSignal } = {},
) {
  const clock = typeof now === 'function' ? now : () => now;
  return deliverDueMails({ processId, answerOf, now: clock }, stopping);
}

/** The outbox, the ones due longest first. */
export function outbox(): Promise<OutboxMail[]> {
  return db().select().from(mailOutbox).orderBy(asc(mailOutbox.dueAt));
}

/** What a person holds who opened the link in a mail. */
export function heldLinkIn(mail: Pick<CaughtMail, 'html' | 'text'> | undefined): HeldLink {
  const held = parseToken(new URL((mail && linkIn(mail)) ?? '').searchParams.get('token'));
  if (!held) throw new Error('There is no link in the mail.');
  return held;
}
