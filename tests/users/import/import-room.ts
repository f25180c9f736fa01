import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { userImportRows, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findImport } from '@/lib/users/import/import-store';
import { receiveImport } from '@/lib/users/import/receive-import';
import { startImport } from '@/lib/users/import/start-import';
import { workOnImports } from '@/lib/users/import/work-on-imports';
import { NOON } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';

export const HEADING = 'Full Name,Username,Email Address,Roles';

/** A file with a heading and these lines. */
export const fileOf = (...lines: string[]) => [HEADING, ...lines, ''].join('\n');

/** A line about somebody who can be added: `person3`. */
export const lineOf = (n: number, roles = 'CSR') =>
  `Person ${n},person${n},person${n}@mail.example,${roles}`;

/** So many people. */
export const people = (count: number) => Array.from({ length: count }, (_, n) => lineOf(n + 1));

/** An administrator's scope at the scope's utility. */
export async function administrator(scope: Scope, username = 'csa'): Promise<Scope> {
  const { userId } = await testPerson(scope, { username, fullName: 'Ada Boss', roles: ['CSA'] });
  const actor = { kind: 'person', userId, username, sessionId: randomUUID() } as const;
  return { ...scope, actor };
}

async function* inPieces(content: string | Buffer, size = 100_000) {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Sends a file; returns the import's id. */
export async function send(scope: Scope, content: string | Buffer): Promise<string> {
  const outcome = await receiveImport(scope, 'people.csv', inPieces(content));
  if (outcome.kind !== 'received') throw new Error(outcome.kind);
  return outcome.importId;
}

/** A server that does whatever waits, until nothing does. */
export const work = (now: () => Date = () => NOON) =>
  workOnImports({ processId: randomUUID(), now });

/** Sends a file and lets it be checked. */
export async function checked(scope: Scope, content: string | Buffer): Promise<string> {
  const importId = await send(scope, content);
  await work(scope.now);
  return importId;
}

/** Sends a file and lets its people be added. */
export async function imported(scope: Scope, content: string | Buffer): Promise<string> {
  const importId = await checked(scope, content);
  const started = await startImport(scope, importId);
  if (started.kind !== 'started') throw new Error(started.kind);
  await work(scope.now);
  return importId;
}

export async function importOf({ utility: { utilityId } }: Scope, importId: string) {
  const found = await findImport(db(), { utilityId, importId });
  if (!found) throw new Error('no such import');
  return found;
}

/** How many lines an import has of each kind. */
export async function countsOf(scope: Scope, importId: string) {
  const { state, good, present, faulty, added } = await importOf(scope, importId);
  return { state, good, present, faulty, added };
}

export const rowsOf = (importId: string) =>
  db()
    .select()
    .from(userImportRows)
    .where(eq(userImportRows.importId, importId))
    .orderBy(asc(userImportRows.number));

/** What is wrong with an import, as `3 username taken`. */
export async function problemsOf(importId: string): Promise<string[]> {
  return (await rowsOf(importId)).flatMap(({ line, problems }) =>
    problems.map((problem) =>
      [line, problem.column ?? '-', problem.code, ...(problem.line ? [problem.line] : [])].join(
        ' ',
      ),
    ),
  );
}

/** The usernames of everybody at a utility. */
export async function usernamesOf({ utility }: Scope): Promise<string[]> {
  const rows = await db()
    .select({ username: users.username })
    .from(users)
    .where(eq(users.utilityId, utility.utilityId));
  return rows.map(({ username }) => username).sort();
}
