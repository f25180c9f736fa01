import { stringify } from 'csv-stringify/sync';
import { neutralCell } from '@/lib/csv-cells';
import type { Column } from '@/lib/users/import/column-rules';
import type { UserSummary } from '@/lib/users/list-users';
import { isRole, type Role } from '@/lib/utilities/utility';

/** Without it spreadsheets take UTF-8 for something older. */
const BYTE_ORDER_MARK = '\ufeff';

/** The beginning of a CSV file: what must stand before its first line, and its heading. */
export function csvHeading(cells: readonly string[]): string {
  return BYTE_ORDER_MARK + csvLines([cells]);
}

/** Lines of a CSV file (RFC 4180) that no spreadsheet takes for formulas. */
export function csvLines(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(neutralCell));
  return stringify(cells, { record_delimiter: 'windows' });
}

/** What stands in the export, in the language of whoever reads it. */
export interface ExportWords {
  columns: Record<Column | 'status' | 'lastSignIn', string>;
  role(role: Role): string;
  method(method: UserSummary['signInMethod']): string;
  status(status: UserSummary['status']): string;
}

/**
 * The export of everybody, piece by piece; the import understands it, whatever its language. A role that
 * this version does not know goes by its own name.
 */
export async function* exportedCsv(
  pages: AsyncIterable<UserSummary[]>,
  { columns, role, method, status }: ExportWords,
): AsyncGenerator<string> {
  yield csvHeading([
    columns.fullName,
    columns.username,
    columns.email,
    columns.roles,
    columns.signIn,
    columns.status,
    columns.lastSignIn,
  ]);
  for await (const page of pages) {
    yield csvLines(
      page.map((user) => [
        user.fullName,
        user.username,
        user.email,
        user.roles.map((one) => (isRole(one) ? role(one) : one)).join(', '),
        method(user.signInMethod),
        status(user.status),
        user.lastSignInAt?.toISOString() ?? '',
      ]),
    );
  }
}
