import { getTranslations } from 'next-intl/server';
import type { Column } from '@/lib/users/import/column-rules';
import type { FileProblemCode } from '@/lib/users/import/file-problem';
import type { ProblemCode } from '@/lib/users/import/row-rules';
import type { Import, ImportRow } from '@/lib/users/import/view-imports';

type Problem = ImportRow['problems'][number];

export interface ProblemWords {
  column(problem: Problem): string;
  text(problem: Problem): string;
  ofFile(problem: NonNullable<Import['fileProblem']>): string;
}

/** What problems are called; the codes are those of lib/users/import. */
export async function problemWords(): Promise<ProblemWords> {
  const t = await getTranslations('import');
  const nameOf = (column: string) => t(`column.${column as Column}`);
  return {
    column: ({ column }) => (column ? nameOf(column) : t('column.line')),
    text: ({ code, line }) => t(`code.${code as ProblemCode}`, { line: line ?? 0 }),
    ofFile: ({ code, line, columns }) =>
      t(`fileProblem.${code as FileProblemCode}`, {
        line,
        columns: (columns ?? []).map(nameOf).join(', '),
      }),
  };
}
