import type { SignInMode } from '@/lib/utilities/utility';

/** A column of the file. */
export type Column = 'fullName' | 'username' | 'email' | 'roles' | 'signIn';

/** The place of each column in a line; a column that the file does not have is missing. */
export type Columns = Partial<Record<Column, number>> & { cells: number };

export type Heading =
  | { kind: 'understood'; columns: Columns }
  | { kind: 'columns_missing' | 'column_twice'; which: Column[] };

/** Delimiters of the files that spreadsheets write. */
const DELIMITERS = [',', ';', '\t'] as const;

/** What a column may be called, without case, spaces and signs. */
const NAMES: Record<string, Column> = {
  fullname: 'fullName',
  name: 'fullName',
  username: 'username',
  emailaddress: 'email',
  email: 'email',
  roles: 'roles',
  role: 'roles',
  signin: 'signIn',
};

/** Which columns a heading names. Others, as those of the export, are ignored. */
export function readHeading(cells: readonly string[], signIn: SignInMode): Heading {
  const columns: Columns = { cells: cells.length };
  const twice: Column[] = [];
  for (const [place, cell] of cells.entries()) {
    const column = columnOf(cell);
    if (!column) continue;
    if (columns[column] !== undefined) twice.push(column);
    columns[column] = place;
  }
  if (twice.length > 0) return { kind: 'column_twice', which: twice };
  const needed: Column[] = ['fullName', 'username', 'email', 'roles'];
  if (signIn === 'both') needed.push('signIn');
  const which = needed.filter((column) => columns[column] === undefined);
  return which.length > 0 ? { kind: 'columns_missing', which } : { kind: 'understood', columns };
}

/** The delimiter by which the heading has the most columns that we know; a comma when none has any. */
export function delimiterOf(headingLine: string): (typeof DELIMITERS)[number] {
  const known = (delimiter: string) =>
    headingLine.split(delimiter).filter((cell) => columnOf(cell)).length;
  return DELIMITERS.reduce((best, next) => (known(next) > known(best) ? next : best));
}

function columnOf(cell: string): Column | undefined {
  const name = cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}
