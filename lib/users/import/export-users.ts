import { mayAdminister } from '@/lib/accounts/administrators';
import { recordEvent } from '@/lib/audit/record-event';
import { inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { everybody } from '@/lib/users/find-user';
import type { UserSummary } from '@/lib/users/list-users';

export type ExportOutcome =
  | {
      kind: 'ready';
      /** Everybody at the utility by username, some at a time. */
      pages: AsyncGenerator<UserSummary[]>;
    }
  | { kind: 'not_allowed' };

/** Everybody at the scope's utility, read as it is written: however many there are, few are in memory. */
export function exportUsers(scope: Scope): Promise<ExportOutcome> {
  return inTransaction(async (tx): Promise<ExportOutcome> => {
    if (!(await mayAdminister(tx, scope))) return { kind: 'not_allowed' };
    await recordEvent(tx, scope, 'users.exported', null, {});
    return { kind: 'ready', pages: everybody(scope) };
  });
}
