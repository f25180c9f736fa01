import { and, asc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import { userImportRows, users } from '@/drizzle/schema';
import { type Database, inTransaction } from '@/lib/db';
import type { ImportKey } from '@/lib/users/import/import-store';
import type { ReadRow } from '@/lib/users/import/row-rules';
import type { Occupant, Settled, Surroundings } from '@/lib/users/import/settling-rules';

/** A line of an import as the database holds it. */
export type ImportRow = typeof userImportRows.$inferSelect;

/**
 * Lets the statements of a transaction be planned for the table as it is now. The lines of an import
 * come by the hundred thousand within a minute: a plan made for the empty table, and kept with the
 * statement, would read all of them for each.
 */
export async function planAfresh(tx: Database): Promise<void> {
  await tx.execute(sql`set local plan_cache_mode = force_custom_plan`);
}

/** What the database knows about lines that were just read: accounts, and lines before these. */
export async function surroundings(
  tx: Database,
  key: ImportKey,
  rows: readonly Pick<ReadRow, 'usernameKey' | 'emailKey'>[],
): Promise<Surroundings> {
  const usernameKeys = [...new Set(rows.map((row) => row.usernameKey).filter(Boolean))];
  const emailKeys = [...new Set(rows.map((row) => row.emailKey).filter(Boolean))];
  const usersOfEmail = new Map<string, string[]>();
  for (const { emailKey, usernameKey } of [
    ...(await accountsOfEmails(tx, key, emailKeys)),
    ...(await linesOfEmails(tx, key, emailKeys)),
  ]) {
    usersOfEmail.set(emailKey, [...(usersOfEmail.get(emailKey) ?? []), usernameKey]);
  }
  const accounts = await occupantsOf(tx, key.utilityId, usernameKeys);
  const earlier = await earlierLines(tx, key, usernameKeys);
  return { accounts, earlierLines: earlier, usersOfEmail };
}

/** The accounts that have these usernames. */
export async function occupantsOf(
  tx: Database,
  utilityId: string,
  usernameKeys: string[],
): Promise<Map<string, Occupant>> {
  const rows = await tx
    .select({
      userId: users.userId,
      usernameKey: users.usernameKey,
      fullName: users.fullName,
      emailKey: users.emailKey,
      roles: users.roles,
      signInMethod: users.signInMethod,
    })
    .from(users)
    .where(and(eq(users.utilityId, utilityId), isAny(users.usernameKey, usernameKeys)));
  return new Map(rows.map((row) => [row.usernameKey, row]));
}

async function earlierLines(tx: Database, key: ImportKey, usernameKeys: string[]) {
  const rows = await tx
    .select({
      usernameKey: userImportRows.usernameKey,
      line: sql<number>`min(${userImportRows.line})`,
    })
    .from(userImportRows)
    .where(
      and(
        isOf(key),
        isAny(userImportRows.usernameKey, usernameKeys),
        inArray(userImportRows.state, ['good', 'present']),
      ),
    )
    .groupBy(userImportRows.usernameKey);
  return new Map(rows.map(({ usernameKey, line }) => [usernameKey, line]));
}

/** A few of each: one other is enough to warn of. */
function accountsOfEmails(tx: Database, { utilityId }: ImportKey, emailKeys: string[]) {
  return tx.execute<{ emailKey: string; usernameKey: string }>(sql`
    select wanted.email_key as "emailKey", found.username_key as "usernameKey"
    from unnest(${sql.param(emailKeys)}::text[]) as wanted(email_key)
    cross join lateral (
      select username_key from users
      where utility_id = ${utilityId} and users.email_key = wanted.email_key limit 2
    ) as found`);
}

function linesOfEmails(tx: Database, { utilityId, importId }: ImportKey, emailKeys: string[]) {
  return tx.execute<{ emailKey: string; usernameKey: string }>(sql`
    select wanted.email_key as "emailKey", found.username_key as "usernameKey"
    from unnest(${sql.param(emailKeys)}::text[]) as wanted(email_key)
    cross join lateral (
      select username_key from user_import_rows as rows
      where utility_id = ${utilityId} and import_id = ${importId}::uuid
        and rows.email_key = wanted.email_key and state <> 'faulty'
      limit 2
    ) as found`);
}

/** Keeps lines, in one statement with one parameter for all of them. */
export async function insertRows(
  tx: Database,
  { utilityId, importId }: ImportKey,
  first: number,
  rows: readonly Settled[],
): Promise<void> {
  const records = rows.map((row, index) => ({ ...row, number: first + index }));
  await tx.execute(sql`
    insert into user_import_rows
      (utility_id, import_id, number, line, state, full_name, username, username_key, email,
       email_key, roles, sign_in_method, problems, email_shared, user_id)
    select ${utilityId}, ${importId}::uuid, number, line, state, "fullName", username, "usernameKey",
      email, "emailKey", array(select jsonb_array_elements_text(roles)), "signInMethod", problems,
      "emailShared", "userId"
    from jsonb_to_recordset(${JSON.stringify(records)}::text::jsonb) as r(
      number int, line int, state text, "fullName" text, username text, "usernameKey" text,
      email text, "emailKey" text, roles jsonb, "signInMethod" text, problems jsonb,
      "emailShared" boolean, "userId" uuid)`);
}

/** The next lines whose people can be added. */
export function nextGoodRows(tx: Database, key: ImportKey, most: number): Promise<ImportRow[]> {
  return tx
    .select()
    .from(userImportRows)
    .where(and(isOf(key), eq(userImportRows.state, 'good')))
    .orderBy(asc(userImportRows.number))
    .limit(most);
}

/** What became of lines that could be added when the file was checked. */
export interface RowEnd {
  number: number;
  state: 'added' | 'present' | 'faulty';
  userId: string | null;
  problems: ImportRow['problems'];
}

export async function endRows(
  tx: Database,
  { utilityId, importId }: ImportKey,
  ends: readonly RowEnd[],
): Promise<void> {
  await tx.execute(sql`
    update user_import_rows as rows
    set state = ended.state, user_id = ended."userId", problems = ended.problems
    from jsonb_to_recordset(${JSON.stringify(ends)}::text::jsonb)
      as ended(number int, state text, "userId" uuid, problems jsonb)
    where rows.utility_id = ${utilityId} and rows.import_id = ${importId}::uuid
      and rows.number = ended.number`);
}

/** Lines with problems, in the order of the file, after a number. */
export function rowsWithProblems(
  tx: Database,
  key: ImportKey,
  after: number,
  most: number,
): Promise<ImportRow[]> {
  return tx
    .select()
    .from(userImportRows)
    .where(and(isOf(key), eq(userImportRows.state, 'faulty'), gt(userImportRows.number, after)))
    .orderBy(asc(userImportRows.number))
    .limit(most);
}

/** How many lines can be added although another username has the address; 1,001 stands for more. */
export async function countSharedEmailRows(
  tx: Database,
  { utilityId, importId }: ImportKey,
): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from user_import_rows
      where utility_id = ${utilityId} and import_id = ${importId}::uuid and email_shared limit 1001
    ) as shared`);
  return row?.count ?? 0;
}

/** @returns whether there may be more */
export function deleteSomeRows({ utilityId, importId }: ImportKey): Promise<boolean> {
  return inTransaction(async (tx) => {
    await planAfresh(tx);
    const gone = await tx.execute(sql`
      delete from user_import_rows where utility_id = ${utilityId} and import_id = ${importId}::uuid
        and number in (
          select number from user_import_rows
          where utility_id = ${utilityId} and import_id = ${importId}::uuid limit 5000)`);
    return gone.count > 0;
  });
}

function isOf({ utilityId, importId }: ImportKey) {
  return and(eq(userImportRows.utilityId, utilityId), eq(userImportRows.importId, importId));
}

/** One parameter however many there are, so that the statement stays the same. */
function isAny(
  column: typeof users.usernameKey | typeof userImportRows.usernameKey,
  keys: string[],
): SQL {
  return sql`${column} = any(${sql.param(keys)}::text[])`;
}
