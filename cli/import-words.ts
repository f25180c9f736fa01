import type { Column } from '@/lib/users/import/column-rules';
import type { FileProblemCode } from '@/lib/users/import/file-problem';
import type { ProblemCode } from '@/lib/users/import/row-rules';

/** Columns of a file of people, by their headings. */
export const COLUMNS: Record<Column, string> = {
  fullName: 'Full Name',
  username: 'Username',
  email: 'Email Address',
  roles: 'Roles',
  signIn: 'Sign-in',
};

/** What is wrong with a line. */
export const PROBLEMS: Record<ProblemCode, string> = {
  cells: 'has more or fewer cells than the heading',
  empty: 'is empty',
  full_name: 'must be one line of 1 to 200 characters',
  username: "must be 1 to 64 letters, digits and . _ - @ '",
  username_twice: 'stands already in line',
  username_taken: 'is taken by somebody else',
  email: 'must be one email address',
  role_unknown: 'must be one or more of CSR, CSA, BILL_ADVISOR',
  sign_in_unknown: 'must be Password or SSO',
  sign_in_not_here: 'is no way to sign in at this utility',
};

/** Why a file as a whole cannot be read. */
export const FILE_PROBLEMS: Record<FileProblemCode, string> = {
  empty: 'is empty',
  workbook: 'is a workbook; save it as "CSV UTF-8"',
  utf16: 'is not UTF-8; save it as "CSV UTF-8"',
  not_utf8: 'is not UTF-8; save it as "CSV UTF-8"',
  quote: 'a quotation mark stands where none may be, or is not closed in its cell',
  quote_not_closed: 'the quotation mark that begins a cell is never closed',
  line_too_long: 'is too long; a quotation mark may not be closed',
  columns_missing: 'the heading lacks columns',
  column_twice: 'the heading has columns twice',
  nobody: 'has nobody under its heading',
};
