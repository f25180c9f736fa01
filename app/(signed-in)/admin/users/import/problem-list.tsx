import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import type { ImportView } from '@/lib/users/import/view-imports';
import { importAddress, importPath } from './import-address';
import { problemWords } from './problem-words';

interface ProblemListProps {
  view: ImportView;
  after: number;
}

/** Every problem of a file by line and column, some lines a page. */
export async function ProblemList({ view: { found, faulty, next }, after }: ProblemListProps) {
  if (faulty.length === 0) return null;
  const t = await getTranslations('import.problems');
  const words = await problemWords();
  const { importId } = found;
  return (
    <Card title={t('title')} id="problems">
      <p className="max-w-measure">{t('lead')}</p>
      <ButtonLink variant="secondary" small href={`${importPath}/problems?id=${importId}`} download>
        {t('download')}
      </ButtonLink>
      <ul className="divide-y divide-line border-y border-line">
        {faulty.map(({ number, line, problems, fullName, username }) => (
          <li key={number} className="grid gap-x-6 gap-y-1 py-3 sm:grid-cols-[14rem_1fr]">
            <div className="min-w-0">
              <p className="font-semibold">{t('line', { line })}</p>
              <p className="text-sm text-muted">
                {[fullName, username].filter(Boolean).join(', ')}
              </p>
            </div>
            <ul className="min-w-0 space-y-1">
              {problems.map((problem) => (
                <li key={`${problem.column} ${problem.code}`}>
                  {t.rich('one', {
                    column: words.column(problem),
                    text: words.text(problem),
                    strong: (chunks) => <strong className="font-semibold">{chunks}</strong>,
                  })}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        {after >= 0 && (
          <ButtonLink variant="secondary" small href={`${importAddress(importId)}#problems`}>
            {t('first')}
          </ButtonLink>
        )}
        {next !== null && (
          <ButtonLink
            variant="secondary"
            small
            href={`${importAddress(importId, { after: String(next) })}#problems`}
          >
            {t('next')}
          </ButtonLink>
        )}
      </div>
    </Card>
  );
}
