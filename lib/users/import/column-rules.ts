import { foldedName, inEveryLanguage } from '@/lib/users/import/name-rules';
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

const COLUMNS: readonly Column[] = ['fullName', 'username', 'email', 'roles', 'signIn'];

/**
 * What a column may be called, folded: its name and others of the catalogues, in any language. A French
 * or Spanish word for «name» alone is none of them, since such a column mostly has half of a name.
 */
const NAMES = new Map(
  COLUMNS.flatMap((column) => namesOf(column).map((name) => [foldedName(name), column] as const)),
);

function namesOf(column: Column): string[] {
  return inEveryLanguage(({ import: words }) => [
    words.column[column],
    ...words.columnAlso[column].split('|'),
  ]);
}

/** Which columns a heading names, in any of our languages. Others, as those of the export, are ignored. */
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
  const which = neededColumns(signIn).filter((column) => columns[column] === undefined);
  return which.length > 0 ? { kind: 'columns_missing', which } : { kind: 'understood', columns };
}

/** How people sign in must be said only where there are two ways. */
export function neededColumns(signIn: SignInMode): Column[] {
  return COLUMNS.filter((column) => column !== 'signIn' || signIn === 'both');
}

/** The delimiter by which the heading has the most columns that we know; a comma when none has any. */
export function delimiterOf(headingLine: string): (typeof DELIMITERS)[number] {
  const known = (delimiter: string) =>
    headingLine.split(delimiter).filter((cell) => columnOf(cell)).length;
  return DELIMITERS.reduce((best, next) => (known(next) > known(best) ? next : best));
}

function columnOf(cell: string): Column | undefined {
  return NAMES.get(foldedName(cell));
}
