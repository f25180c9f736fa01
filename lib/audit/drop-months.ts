import { randomUUID } from 'node:crypto';
import { dropMonth, type OutlivedMonth, outlivedMonths } from '@/lib/audit/month-store';
import { recordEvent } from '@/lib/audit/record-event';
import { firstKeptMonth } from '@/lib/audit/seal-rules';
import { tryHoldChain } from '@/lib/audit/seal-store';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { db, inTransaction } from '@/lib/db';
import { log } from '@/lib/log';
import { utilityById } from '@/lib/utilities/utility-by-host';

/**
 * Drops the months of each utility's audit list that are past its limit: whole sealed months, the
 * oldest first. A month's ends and last hash stay, so that the chain can be verified from there.
 * Any number of servers may do so at once.
 */
export async function dropOutlivedMonths(now: () => Date): Promise<void> {
  for (const outlived of await outlivedMonths(db(), now())) {
    try {
      await drop(outlived, now);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      // As when the database's clock is behind: the others need not wait for it.
      const { utilityId: utility, month } = outlived;
      log().warn({ err: error, utility, month }, 'a month of an audit list could not be dropped');
    }
  }
}

function drop({ utilityId, month }: OutlivedMonth, now: () => Date): Promise<void> {
  return inTransaction(async (tx) => {
    if (!(await tryHoldChain(tx, utilityId))) return;
    const utility = await utilityById(tx, utilityId);
    // What was past the limit a moment ago may be within it, or gone.
    if (!utility || month >= firstKeptMonth(now(), utility.audit.months)) return;
    const events = await dropMonth(tx, utilityId, month, now());
    if (events === null) return;
    const scope = {
      utility,
      actor: { kind: 'system' } as const,
      clientAddress: null,
      userAgent: '',
      requestId: randomUUID(),
      now,
    };
    await recordEvent(tx, scope, 'audit.month_dropped', null, { month, events });
  });
}
