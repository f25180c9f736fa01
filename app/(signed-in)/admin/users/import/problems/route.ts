import type { NextRequest } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { csvHeaders, seeOther, streamed } from '@/app/parts/answers';
import { administratorIfAny } from '@/lib/auth/administrator';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { csvHeading, csvLines } from '@/lib/users/import/csv-files';
import { allProblems, type ImportRow } from '@/lib/users/import/view-imports';
import { importIdOf, importPath } from '../import-address';
import { type ProblemWords, problemWords } from '../problem-words';

/** Every problem of an import by line and column, as CSV. */
export async function GET(request: NextRequest): Promise<Response> {
  const administrator = await administratorIfAny();
  const importId = importIdOf(request.nextUrl.searchParams.get('id'));
  if (!administrator || !importId) return seeOther(importPath);
  const pages = await orUnavailable(() => allProblems(administrator.scope, importId));
  if (!pages) return seeOther(importPath);
  const t = await getTranslations('import.problems');
  const heading = [t('lineHeading'), t('column'), t('what')];
  return streamed(csv(pages, heading, await problemWords()), csvHeaders('problems.csv'));
}

async function* csv(pages: AsyncIterable<ImportRow[]>, heading: string[], words: ProblemWords) {
  yield csvHeading(heading);
  for await (const rows of pages) {
    yield csvLines(
      rows.flatMap(({ line, problems }) =>
        problems.map((problem) => [String(line), words.column(problem), words.text(problem)]),
      ),
    );
  }
}
