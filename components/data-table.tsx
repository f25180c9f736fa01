import type { ReactNode } from 'react';

export interface Column {
  key: string;
  label: string;
  /** A link that sorts by this column, and how the table is sorted by it now. */
  sort?: { href: string; state: 'ascending' | 'descending' | 'none' };
}

interface DataTableProps {
  /** Names the table for screen readers. */
  caption: string;
  columns: Column[];
  rows: { key: string; cells: Record<string, ReactNode> }[];
}

const ARROWS = { ascending: '▲', descending: '▼', none: '' };

/**
 * A table whose rows become blocks with their labels on narrow screens (WCAG 1.4.10). The roles are
 * written out, since a browser takes them from a table whose parts are laid out as blocks. The first
 * cell heads its row.
 */
export function DataTable({ caption, columns, rows }: DataTableProps) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: see above
    <table role="table" className="data-table">
      <caption className="sr-only">{caption}</caption>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <thead role="rowgroup">
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tr role="row">
          {columns.map(({ key, label, sort }) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <th key={key} role="columnheader" scope="col" aria-sort={sort?.state}>
              {sort ? (
                <a href={sort.href} className="inline-flex min-h-9 items-center gap-1 text-ink">
                  {label}
                  <span aria-hidden="true" className="w-3 text-xs">
                    {ARROWS[sort.state]}
                  </span>
                </a>
              ) : (
                label
              )}
            </th>
          ))}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <tbody role="rowgroup">
        {rows.map(({ key, cells }) => (
          // biome-ignore lint/a11y/noRedundantRoles: see above
          <tr key={key} role="row">
            {columns.map((column, position) =>
              position === 0 ? (
                // biome-ignore lint/a11y/noRedundantRoles: see above
                <th key={column.key} role="rowheader" scope="row" data-label={column.label}>
                  {cells[column.key]}
                </th>
              ) : (
                // biome-ignore lint/a11y/noRedundantRoles: see above
                <td key={column.key} role="cell" data-label={column.label}>
                  {cells[column.key]}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
