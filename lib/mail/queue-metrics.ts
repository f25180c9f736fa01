import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { outboxState } from '@/lib/mail/outbox-store';
import { metrics } from '@/lib/metrics';

/** Reads the mail queue's depth and age into the metrics; unknown while the database is away. */
export async function measureMailQueue(now: Date): Promise<void> {
  const { mailQueueDepth, mailQueueAge } = metrics();
  try {
    const { depth, oldest } = await outboxState(db());
    mailQueueDepth.set(depth);
    mailQueueAge.set(oldest ? Math.max(0, (now.getTime() - oldest.getTime()) / 1000) : 0);
  } catch (error) {
    log().warn({ err: error }, 'the mail queue cannot be measured');
    mailQueueDepth.set(Number.NaN);
    mailQueueAge.set(Number.NaN);
  }
}
