import { randomUUID } from 'node:crypto';
import { and, eq, lte, or, sql } from 'drizzle-orm';
import { mailOutbox } from '@/drizzle/schema';
import { type Database, inTransaction } from '@/lib/db';
import { LEASE_MS, NOTICE_LIFETIME_MS } from '@/lib/mail/mail-policy';
import type { Scope } from '@/lib/scope';

/** A mail on its way, as the database holds it: ids and times. */
export type OutboxMail = typeof mailOutbox.$inferSelect;

type MailKey = Pick<OutboxMail, 'utilityId' | 'mailId'>;

interface QueuedMail {
  kind: OutboxMail['kind'];
  userId: string;
  /** Instead of the address that the account has when the mail goes out. */
  formerAddress?: string;
  resetRequestId?: string;
  /** From when on nobody has use for it; a week from now where nothing is said. */
  expiresAt?: Date;
}

/**
 * Puts a mail into the outbox, in the transaction of what it tells of: no mail without the change, no
 * change without the mail.
 */
export async function queueMail(tx: Database, scope: Scope, mail: QueuedMail): Promise<void> {
  const now = scope.now();
  await tx.insert(mailOutbox).values({
    utilityId: scope.utility.utilityId,
    mailId: randomUUID(),
    expiresAt: new Date(now.getTime() + NOTICE_LIFETIME_MS),
    ...mail,
    occurredAt: now,
    requestId: scope.requestId,
    dueAt: now,
    failures: 0,
  });
}

/**
 * Leases up to `most` due mails to a process, the ones due longest first. A lease is a time, not a
 * transaction: SMTP may take a minute. One that runs out makes the mail due again.
 */
export function leaseDueMails(processId: string, most: number, now: Date): Promise<OutboxMail[]> {
  return inTransaction(async (tx) => {
    const due = await tx
      .select()
      .from(mailOutbox)
      .where(lte(mailOutbox.dueAt, now))
      .orderBy(mailOutbox.dueAt)
      .limit(most)
      .for('update', { skipLocked: true });
    if (due.length === 0) return [];
    const lease = { leasedBy: processId, dueAt: new Date(now.getTime() + LEASE_MS) };
    await tx.update(mailOutbox).set(lease).where(isOneOf(due));
    return due.map((mail) => ({ ...mail, ...lease }));
  });
}

/** Makes the leases of a process on these mails last longer. */
export async function renewLeases(
  tx: Database,
  processId: string,
  mails: readonly MailKey[],
  now: Date,
): Promise<void> {
  if (mails.length === 0) return;
  await tx
    .update(mailOutbox)
    .set({ dueAt: new Date(now.getTime() + LEASE_MS) })
    .where(and(isOneOf(mails), eq(mailOutbox.leasedBy, processId)));
}

/** Gives leased mails back untried. */
export async function releaseLeases(
  tx: Database,
  processId: string,
  mails: readonly MailKey[],
  now: Date,
): Promise<void> {
  if (mails.length === 0) return;
  await tx
    .update(mailOutbox)
    .set({ dueAt: now, leasedBy: null })
    .where(and(isOneOf(mails), eq(mailOutbox.leasedBy, processId)));
}

/**
 * Takes a mail out of the outbox for good.
 * @returns whether it was still there; the caller tells what became of it only then
 */
export async function removeMail(tx: Database, mail: OutboxMail): Promise<boolean> {
  const gone = await tx
    .delete(mailOutbox)
    .where(isMail(mail))
    .returning({ mailId: mailOutbox.mailId });
  return gone.length > 0;
}

/**
 * Makes a mail due again at another time, unless another process has it by now.
 * @returns whether no other has
 */
export async function postponeMail(tx: Database, mail: OutboxMail, dueAt: Date): Promise<boolean> {
  const kept = await tx
    .update(mailOutbox)
    .set({ dueAt, leasedBy: null, failures: sql`${mailOutbox.failures} + 1` })
    .where(and(isMail(mail), mail.leasedBy ? eq(mailOutbox.leasedBy, mail.leasedBy) : undefined))
    .returning({ mailId: mailOutbox.mailId });
  return kept.length > 0;
}

/** How many mails wait, and since when the oldest does; over all utilities. */
export async function outboxState(tx: Database): Promise<{ depth: number; oldest: Date | null }> {
  const [row] = await tx
    .select({
      depth: sql<number>`count(*)::int`,
      oldest: sql<string | null>`min(${mailOutbox.occurredAt})`,
    })
    .from(mailOutbox);
  return { depth: row?.depth ?? 0, oldest: row?.oldest ? new Date(row.oldest) : null };
}

/** By the whole key: a mail's id alone is in no index. */
function isOneOf(mails: readonly MailKey[]) {
  return or(...mails.map(isMail));
}

function isMail({ utilityId, mailId }: MailKey) {
  return and(eq(mailOutbox.utilityId, utilityId), eq(mailOutbox.mailId, mailId));
}
