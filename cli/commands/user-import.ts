import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '@/cli/cli-error';
import { COLUMNS, FILE_PROBLEMS, PROBLEMS } from '@/cli/import-words';
import { operatorScope } from '@/cli/operator-scope';
import { type CommandContext, json } from '@/cli/terminal';
import type { Scope } from '@/lib/scope';
import type { Column } from '@/lib/users/import/column-rules';
import type { FileProblemCode } from '@/lib/users/import/file-problem';
import { receiveImport } from '@/lib/users/import/receive-import';
import type { ProblemCode } from '@/lib/users/import/row-rules';
import { discardImport, startImport } from '@/lib/users/import/start-import';
import { allProblems, type Import, viewProgress } from '@/lib/users/import/view-imports';
import { workOnImports } from '@/lib/users/import/work-on-imports';

export interface ImportOptions {
  utility: string;
  dryRun?: true;
  json?: true;
}

/** How soon it is looked again at what another server is at. */
const LOOK_EVERY_MS = 500;
const TELL_EVERY_MS = 1_000;

/** Adds the people of a file: the same use cases as the page, in this process. */
export async function importCommand(
  terminal: CommandContext,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const scope = await operatorScope(options.utility);
  const importId = await receive(scope, file);
  let found = await workUntilDone(scope, importId);
  if (found.state === 'unreadable') throw new CliError(unreadable(file, found));
  if (options.dryRun) await discardImport(scope, importId);
  else if (found.good > 0) {
    await startImport(scope, importId);
    found = await workUntilDone(scope, importId);
  }
  await tell(terminal, file, scope, found, options);
  if (found.faulty > 0) terminal.fail();
}

async function receive(scope: Scope, file: string): Promise<string> {
  try {
    // Opened first: a stream that nobody reads yet would throw at nobody.
    const handle = await open(file);
    const outcome = await receiveImport(scope, basename(file), handle.createReadStream());
    if (outcome.kind === 'received') return outcome.importId;
    throw new CliError(`${file}: ${outcome.kind === 'empty' ? 'is empty' : 'may not be imported'}`);
  } catch (error) {
    const { code, syscall } = error as { code?: string; syscall?: string };
    if (syscall !== 'open' && syscall !== 'read') throw error;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new CliError(`${file}: ${why}`);
  }
}

/** Works on the import, or waits for the server that does. */
async function workUntilDone(scope: Scope, importId: string): Promise<Import> {
  const work = { processId: randomUUID(), now: scope.now };
  const key = { utilityId: scope.utility.utilityId, importId };
  const telling = process.stderr.isTTY
    ? setInterval(() => void tellProgress(scope, importId), TELL_EVERY_MS)
    : undefined;
  try {
    for (;;) {
      await workOnImports(work, undefined, key);
      const seen = await viewProgress(scope, importId);
      if (!seen) throw new CliError('The import was thrown away meanwhile.');
      if (seen.found.state !== 'checking' && seen.found.state !== 'importing') return seen.found;
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    clearInterval(telling);
    if (telling) process.stderr.write('\r\x1b[K');
  }
}

async function tellProgress(scope: Scope, importId: string): Promise<void> {
  const seen = await viewProgress(scope, importId).catch(() => null);
  if (!seen) return;
  const { count, part, secondsLeft } = seen.progress;
  const done = seen.found.state === 'checking' ? 'lines read' : `of ${seen.found.good} added`;
  const left = secondsLeft === null ? '' : `, about ${secondsLeft} s left`;
  process.stderr.write(`\r\x1b[K${Math.floor(part * 100)} %: ${count} ${done}${left}`);
}

function unreadable(file: string, { fileProblem }: Import): string {
  const { code, line, columns = [] } = fileProblem ?? { code: 'empty', line: 1 };
  const names = columns.map((column) => COLUMNS[column as Column]).join(', ');
  const words = FILE_PROBLEMS[code as FileProblemCode] + (names ? `: ${names}` : '');
  return `${file}:${line}: ${words}. Nobody was added.`;
}

async function tell(
  terminal: CommandContext,
  file: string,
  scope: Scope,
  { importId, good, present, faulty, added, state }: Import,
  { dryRun, json: asJson }: ImportOptions,
): Promise<void> {
  const problems: { line: number; column: string | null; code: string; message: string }[] = [];
  for await (const rows of (await allProblems(scope, importId)) ?? []) {
    for (const { line, problems: found } of rows) {
      for (const { column, code, line: other } of found) {
        const message = PROBLEMS[code as ProblemCode] + (other ? ` ${other}` : '');
        if (asJson) problems.push({ line, column, code, message });
        else
          terminal.err(
            `${file}:${line}: ${column ? `${COLUMNS[column as Column]}: ` : ''}${message}`,
          );
      }
    }
  }
  if (asJson)
    return terminal.out(json({ importId, state, good, present, faulty, added, problems }));
  const rest = `${present} there already, ${faulty} with problems`;
  if (dryRun) return terminal.out(`${good} to add, ${rest}. Nobody was added (--dry-run).`);
  terminal.out(
    `${added} added, ${rest}.${faulty > 0 && added > 0 ? ' Good lines were imported.' : ''}`,
  );
  if (added > 0) {
    terminal.out(
      'They get temporary passwords with the hand-out sheet, in User Admin, Import and export.',
    );
  }
}
