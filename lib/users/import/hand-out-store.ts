import { sql } from 'drizzle-orm';
import type { Database } from '@/lib/db';
import type { ImportKey } from '@/lib/users/import/import-store';

/** Somebody who may stand on a hand-out sheet. */
export interface Candidate extends Record<string, unknown> {
  number: number;
  userId: string;
}

/** Whether a password may be made for an account of an import that signs in with one. */
const hasNone = sql`u.password_hash is null`;
const hasNotComeYet = sql`rows.state = 'added' and u.password_kind = 'temporary' and s.at is null`;

const people = ({ utilityId, importId }: ImportKey) => sql`
  user_import_rows as rows
  join users as u on u.utility_id = rows.utility_id and u.user_id = rows.user_id
  left join last_sign_ins as s on s.utility_id = u.utility_id and s.user_id = u.user_id
  where rows.utility_id = ${utilityId} and rows.import_id = ${importId}::uuid
    and rows.state in ('added', 'present')
    and u.sign_in_method = 'password' and u.disabled_at is null`;

/**
 * Who of an import is to be handed a password, in the order of the file, after a number.
 * @param again also those whose temporary password is older than this, and who never signed in
 */
export function nextCandidates(
  tx: Database,
  key: ImportKey,
  again: Date | null,
  after: number,
  most: number,
): Promise<Candidate[]> {
  const older = again
    ? sql`(${hasNone} or (${hasNotComeYet} and u.password_set_at < ${again.toISOString()}::timestamptz))`
    : hasNone;
  return tx.execute<Candidate>(sql`
    select rows.number, u.user_id as "userId" from ${people(key)}
      and rows.number > ${after} and ${older}
    order by rows.number limit ${most}`);
}

export interface HandOutCounts extends Record<string, unknown> {
  /** Have no password yet. */
  waiting: number;
  /** Have a temporary one, and have not signed in. */
  pending: number;
  /** Have signed in, or have a password of their own. */
  come: number;
}

/** How far the people of an import have come; of those whom it added and who sign in with a password. */
export async function countHandOuts(tx: Database, key: ImportKey): Promise<HandOutCounts> {
  const [counts] = await tx.execute<HandOutCounts>(sql`
    select
      count(*) filter (where ${hasNone})::int as waiting,
      count(*) filter (where ${hasNotComeYet})::int as pending,
      count(*) filter (where rows.state = 'added' and not (${hasNone}) and not (${hasNotComeYet}))::int
        as come
    from ${people(key)}`);
  return counts ?? { waiting: 0, pending: 0, come: 0 };
}
