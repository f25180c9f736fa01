import { emailKey, normalizeEmail } from '@/lib/accounts/email-rules';
import { normalizeUsername, usernameKey } from '@/lib/accounts/username-rules';
import { restoredCell } from '@/lib/csv-cells';
import type { Column, Columns } from '@/lib/users/import/column-rules';
import { rolesIn, signInMethodNamed } from '@/lib/users/import/value-rules';
import { faultsOf, type NewUser, type UserFault } from '@/lib/users/new-user-rules';
import type { Role, Utility } from '@/lib/utilities/utility';

/** What is wrong with a line; each has its words in the catalogue, and its own for the command line. */
export type ProblemCode =
  /** Fewer or more cells than the heading. */
  | 'cells'
  | 'empty'
  | 'full_name'
  | 'username'
  /** `line` has it first. */
  | 'username_twice'
  | 'username_taken'
  | 'email'
  | 'role_unknown'
  | 'sign_in_unknown'
  | 'sign_in_not_here';

export interface Problem {
  column: Column | null;
  code: ProblemCode;
  line?: number;
}

const ORDER = [null, 'fullName', 'username', 'email', 'roles', 'signIn'];

/** By column, as they stand in our own files. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (one, other) => ORDER.indexOf(one.column) - ORDER.indexOf(other.column),
  );
}

/** A line of the file as far as it can be judged by itself. */
export interface ReadRow {
  line: number;
  /** Normalized where they are acceptable, else as they were typed, cut. */
  fullName: string;
  username: string;
  /** Empty where the username cannot be one. */
  usernameKey: string;
  email: string;
  emailKey: string;
  roles: Role[];
  signInMethod: 'password' | 'sso';
  problems: Problem[];
}

/** The longest cell that is kept of a line with problems. */
const SHOWN = 80;

/** A line of the file as a person, with everything that is wrong with it at once. */
export function readRow(
  line: number,
  cells: readonly string[],
  columns: Columns,
  utility: Utility,
): ReadRow {
  if (cells.length !== columns.cells) return unreadRow(line, cells, columns);
  const cell = (column: Column) => cellOf(cells, columns, column);
  const problems: Problem[] = [];
  const roles = rolesOf(cell('roles'), problems);
  const signInMethod = signInMethodOf(cell('signIn'), utility, problems);
  const person = { fullName: cell('fullName'), username: cell('username'), email: cell('email') };
  problems.push(...faultsOfPerson({ ...person, roles, signInMethod }, utility, problems));
  const isFree = (column: Column) => !problems.some((problem) => problem.column === column);
  return {
    line,
    fullName: shown(person.fullName.normalize('NFC'), isFree('fullName')),
    username: shown(
      isFree('username') ? normalizeUsername(person.username) : person.username,
      isFree('username'),
    ),
    usernameKey: isFree('username') ? usernameKey(person.username) : '',
    email: shown(normalizeEmail(person.email), isFree('email')),
    emailKey: isFree('email') ? emailKey(person.email) : '',
    roles,
    signInMethod,
    problems: inOrder(problems),
  };
}

/** A line whose cells cannot be told apart. */
function unreadRow(line: number, cells: readonly string[], columns: Columns): ReadRow {
  return {
    line,
    fullName: shown(cellOf(cells, columns, 'fullName')),
    username: shown(cellOf(cells, columns, 'username')),
    usernameKey: '',
    email: '',
    emailKey: '',
    roles: [],
    signInMethod: 'password',
    problems: [{ column: null, code: 'cells' }],
  };
}

function cellOf(cells: readonly string[], columns: Columns, column: Column): string {
  return restoredCell(cells[columns[column] ?? -1] ?? '').trim();
}

function rolesOf(cell: string, problems: Problem[]): Role[] {
  const { roles, hasOthers } = rolesIn(cell);
  if (hasOthers) problems.push({ column: 'roles', code: 'role_unknown' });
  else if (roles.length === 0) problems.push({ column: 'roles', code: 'empty' });
  return roles;
}

function signInMethodOf(cell: string, utility: Utility, problems: Problem[]): 'password' | 'sso' {
  const method = signInMethodNamed(cell);
  if (method) return method;
  if (cell !== '') problems.push({ column: 'signIn', code: 'sign_in_unknown' });
  else if (utility.signIn === 'both') problems.push({ column: 'signIn', code: 'empty' });
  return utility.signIn === 'sso' ? 'sso' : 'password';
}

const COLUMN_OF: Record<UserFault['field'], Column> = {
  fullName: 'fullName',
  username: 'username',
  email: 'email',
  roles: 'roles',
  signInMethod: 'signIn',
};

const CODE_OF: Record<UserFault['field'], ProblemCode> = {
  fullName: 'full_name',
  username: 'username',
  email: 'email',
  roles: 'role_unknown',
  signInMethod: 'sign_in_not_here',
};

/** By the rules for a person who is added by hand, but for what was told already. */
function faultsOfPerson(user: NewUser, utility: Utility, told: readonly Problem[]): Problem[] {
  return faultsOf(user, utility)
    .filter(({ field }) => !told.some(({ column }) => column === COLUMN_OF[field]))
    .map(({ field }) => ({
      column: COLUMN_OF[field],
      code: user[field].length === 0 ? 'empty' : CODE_OF[field],
    }));
}

/** PostgreSQL has no text with a NUL; what is not acceptable is only shown. */
function shown(text: string, isWhole = false): string {
  return isWhole
    ? text
    : [...text.slice(0, 4 * SHOWN)].slice(0, SHOWN).join('').replaceAll('\0', '\ufffd');
}
