import { LOCALES, type Locale } from '@/lib/locale-rules';
import { foldedName } from '@/lib/users/import/name-rules';
import type { SignInMode } from '@/lib/utilities/utility';
import { catalogueOf } from '@/lib/words';

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

type ImportWords = ReturnType<typeof catalogueOf>['import'];

/** A table of folded names, from those that each language gives a column. */
function tableOf(pick: (words: ImportWords, column: Column, locale: Locale) => readonly string[]) {
  return new Map(
    LOCALES.flatMap((locale) =>
      COLUMNS.flatMap((column) =>
        pick(catalogueOf(locale).import, column, locale).map(
          (name) => [foldedName(name), column] as const,
        ),
      ),
    ),
  );
}

const alsoNames = ({ columnAlso }: ImportWords, column: Column) => columnAlso[column].split('|');

/** «Connexion» and «Inicio de sesión» head the last sign-in, too, in files of others. */
const isDoubtful = (column: Column, locale: Locale) => column === 'signIn' && locale !== 'en';

/**
 * What columns may be called in any language, the surest names first: a column is where its surest name
 * stands, and columns with a less sure one are ignored. Own names are surest; then English ones, as files
 * in English may have a «Correo» beside their `Email`, for the post. A French or Spanish word for «name»
 * alone is no name, since such a column mostly has half of one.
 */
const RANKS = [
  tableOf(({ column: own }, column, locale) => (isDoubtful(column, locale) ? [] : [own[column]])),
  tableOf((words, column, locale) => (locale === 'en' ? alsoNames(words, column) : [])),
  tableOf((words, column, locale) => (locale === 'en' ? [] : alsoNames(words, column))),
];
const DOUBTFUL = tableOf(({ column: own }, column, locale) =>
  isDoubtful(column, locale) ? [own[column]] : [],
);

/**
 * Which columns a heading names, in any of our languages. Others, as those of the export, are ignored;
 * two with equally sure names for one column are told, since nobody can say which is meant.
 */
export function readHeading(cells: readonly string[], signIn: SignInMode): Heading {
  const names = cells.map(foldedName);
  const needed = neededColumns(signIn);
  const ranks = needed.includes('signIn') || isOfExport(names) ? [...RANKS, DOUBTFUL] : RANKS;
  const columns: Columns = { cells: cells.length };
  const twice: Column[] = [];
  for (const column of COLUMNS) {
    const [place, another] = surestPlaces(column, names, ranks);
    if (place !== undefined) columns[column] = place;
    if (another !== undefined) twice.push(column);
  }
  if (twice.length > 0) return { kind: 'column_twice', which: twice };
  const which = needed.filter((column) => columns[column] === undefined);
  return which.length > 0 ? { kind: 'columns_missing', which } : { kind: 'understood', columns };
}

function surestPlaces(column: Column, names: readonly string[], ranks: typeof RANKS): number[] {
  for (const rank of ranks) {
    const places = names.flatMap((name, place) => (rank.get(name) === column ? [place] : []));
    if (places.length > 0) return places;
  }
  return [];
}

/** Whether a heading has all columns by their own names in one language, as the export has them. */
function isOfExport(names: readonly string[]): boolean {
  return LOCALES.some((locale) => {
    const { column: own } = catalogueOf(locale).import;
    return COLUMNS.every((column) => names.includes(foldedName(own[column])));
  });
}

/** How people sign in must be said only where there are two ways. */
export function neededColumns(signIn: SignInMode): Column[] {
  return COLUMNS.filter((column) => column !== 'signIn' || signIn === 'both');
}

/** The delimiter by which the heading has the most columns that we know; a comma when none has any. */
export function delimiterOf(headingLine: string): (typeof DELIMITERS)[number] {
  const known = (delimiter: string) =>
    headingLine.split(delimiter).map(foldedName).filter(isName).length;
  return DELIMITERS.reduce((best, next) => (known(next) > known(best) ? next : best));
}

function isName(name: string): boolean {
  return [...RANKS, DOUBTFUL].some((rank) => rank.has(name));
}
