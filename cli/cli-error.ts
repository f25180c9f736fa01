import { isDatabaseUnavailable } from '@/lib/database-errors';
import { EnvError } from '@/lib/env';
import { UnreadableUtilityError } from '@/lib/utilities/utility-store';

/** A command that cannot be carried out, for a reason that the operator can mend. */
export class CliError extends Error {}

const BY_SQLSTATE: Record<string, string> = {
  '28000': 'The database refuses the user of DATABASE_URL.',
  '28P01': 'The database refuses the password of DATABASE_URL.',
  '3D000': 'The server has no database of the name in DATABASE_URL.',
  '42501': 'The user of DATABASE_URL may not do this in the database.',
  '42P01': 'The database does not have the tables of this version; run: csi migrate',
  '42703': 'The database does not have the tables of this version; run: csi migrate',
};

/** What a command says about an error: for people, without stack, statement or parameters. */
export function describeError(error: unknown): string {
  if (error instanceof CliError) return error.message;
  if (error instanceof EnvError || error instanceof UnreadableUtilityError) return error.message;
  const codes = codesOf(error);
  if (isDatabaseUnavailable(error)) {
    return `The database is not reachable (${codes.join(', ')}); check DATABASE_URL and the server.`;
  }
  for (const code of codes) if (BY_SQLSTATE[code]) return BY_SQLSTATE[code];
  // The innermost cause: drizzle's own message is the statement.
  return `Unexpected error: ${innermost(error).split('\n', 1)[0]}`;
}

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { code } = error as { code?: unknown };
  return [...(typeof code === 'string' ? [code] : []), ...codesOf(error.cause)];
}

function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? innermost(error.cause) : error.message;
}
