import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const HOME = join(import.meta.dirname, '../../../.test/e2e');

/** A line that a server logged: pino's fields, or the text of a line that is not JSON. */
export interface LogLine {
  level: string;
  msg?: string;
  [field: string]: unknown;
}

export function clearLogs(): void {
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
}

/** Writes a server's lines to its file. */
export function logTo(server: string): (line: string) => void {
  return (line) => appendFileSync(join(HOME, `${server}.log`), `${line}\n`);
}

/** Everything that the servers have logged until now, as text. */
export function rawLogs(): string[] {
  const files = readdirSync(HOME).filter((name) => name.endsWith('.log'));
  return files.flatMap((name) => linesOf(join(HOME, name)));
}

/** Everything that the servers have logged until now. */
export function logLines(): LogLine[] {
  return rawLogs().map(parsed);
}

/** Lines at level error or that are not JSON: nothing that a test does may make one. */
export function strayErrors(): string[] {
  return rawLogs().filter((line) => ['error', 'fatal', 'not JSON'].includes(parsed(line).level));
}

function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: 'not JSON', msg: line };
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
