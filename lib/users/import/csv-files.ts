import { stringify } from 'csv-stringify/sync';
import { neutralCell } from '@/lib/csv-cells';
import type { UserSummary } from '@/lib/users/list-users';

/** Without it spreadsheets take UTF-8 for something older. */
const BYTE_ORDER_MARK = '\ufeff';

/** Headings by which the import finds its columns again, in any language. */
const EXPORT_HEADING = [
  'Full Name',
  'Username',
  'Email Address',
  'Roles',
  'Sign-in',
  'Status',
  'Last sign-in',
];

const METHODS = { password: 'Password', sso: 'SSO' };

/** The beginning of a CSV file: what must stand before its first line, and its heading. */
export function csvHeading(cells: readonly string[]): string {
  return BYTE_ORDER_MARK + csvLines([cells]);
}

/** Lines of a CSV file (RFC 4180) that no spreadsheet takes for formulas. */
export function csvLines(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(neutralCell));
  return stringify(cells, { record_delimiter: 'windows' });
}

/** The export of everybody, piece by piece; the import understands it. */
export async function* exportedCsv(
  pages: AsyncIterable<UserSummary[]>,
  wordOf: (status: UserSummary['status']) => string,
): AsyncGenerator<string> {
  yield csvHeading(EXPORT_HEADING);
  for await (const page of pages) {
    yield csvLines(
      page.map((user) => [
        user.fullName,
        user.username,
        user.email,
        user.roles.join(', '),
        METHODS[user.signInMethod],
        wordOf(user.status),
        user.lastSignInAt?.toISOString() ?? '',
      ]),
    );
  }
}
