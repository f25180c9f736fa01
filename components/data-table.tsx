import type { ReactNode } from 'react';

export interface Column {
  key: string;
  label: string;
  /** Holds words that may be broken anywhere, as addresses. */
  isLong?: boolean;
  /** Holds only what one can do about the row: its words need no label, and no place on paper. */
  isAction?: boolean;
  /** A link that sorts by this column, and how the table is sorted by it now. */
  sort?: { href: string; state: 'ascending' | 'descending' | 'none' };
}

interface DataTableProps {
  /** Names the table for screen readers. */
  caption: string;
  columns: Column[];
  rows: { key: string; cells: Record<string, ReactNode> }[];
}

/** Spread, since the linter takes them for redundant. */
const ROLES = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

const ARROWS = { ascending: '▲', descending: '▼', none: '' };

/**
 * A table whose rows become blocks with their labels on narrow screens (WCAG 1.4.10). The roles are
 * written out, since a browser takes them from a table whose parts are laid out as blocks. The first
 * cell heads its row.
 */
export function DataTable({ caption, columns, rows }: DataTableProps) {
  return (
    <div className="table-sheet">
      <table {...ROLES.table} className="data-table">
        <caption className="sr-only">{caption}</caption>
        <thead {...ROLES.rowgroup}>
          <tr {...ROLES.row}>
            {columns.map(({ key, label, isAction, sort }) => (
              <th
                key={key}
                {...ROLES.columnheader}
                scope="col"
                aria-sort={sort?.state}
                data-action={isAction || undefined}
              >
                {sort ? (
                  <a href={sort.href} className="inline-flex min-h-9 items-center gap-1 text-ink">
                    {label}
                    <span aria-hidden="true" className="w-3 text-xs">
                      {ARROWS[sort.state]}
                    </span>
                  </a>
                ) : (
                  <span className="inline-flex min-h-9 items-center">{label}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...ROLES.rowgroup}>
          {rows.map(({ key, cells }) => (
            <tr key={key} {...ROLES.row}>
              {columns.map((column, position) =>
                position === 0 ? (
                  <th key={column.key} {...ROLES.rowheader} scope="row" data-label={column.label}>
                    {cells[column.key]}
                  </th>
                ) : (
                  <td
                    key={column.key}
                    {...ROLES.cell}
                    data-label={column.isAction ? undefined : column.label}
                    data-long={column.isLong || undefined}
                    data-action={column.isAction || undefined}
                  >
                    {cells[column.key]}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
