import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { fullInstant } from '@/app/parts/user-words';
import { ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { assertNever } from '@/lib/assert-never';
import type { Scope } from '@/lib/scope';
import { progressOf } from '@/lib/users/import/progress-rules';
import { type ImportView, viewImport } from '@/lib/users/import/view-imports';
import { CheckedImport } from './checked-import';
import { DiscardForm } from './discard-form';
import { EndedImport } from './ended-import';
import { importPath } from './import-address';
import { ProblemList } from './problem-list';
import { problemWords } from './problem-words';
import { ImportProgress } from './progress';
import { shownProgress } from './progress/progress-words';

interface ImportDetailsProps {
  scope: Scope;
  importId: string;
  /** After which line problems are shown. */
  after: number;
}

/** One import, as far as it is. */
export async function ImportDetails({ scope, importId, after }: ImportDetailsProps) {
  const t = await getTranslations('import');
  const view = await viewImport(scope, importId, after);
  return (
    <div className="space-y-6">
      <p>
        <a href={importPath} className="inline-block py-0.5">
          {t('back')}
        </a>
      </p>
      {view ? (
        <>
          <Card title={view.found.fileName} id="this-import">
            <p className="text-sm text-muted">
              {t('sent', { at: await fullInstant(view.found.createdAt) })}
            </p>
            {await stage(view, scope.now())}
          </Card>
          <ProblemList view={view} after={after} />
        </>
      ) : (
        <Notice kind="warning" title={t('unknown')} />
      )}
    </div>
  );
}

async function stage(view: ImportView, now: Date): Promise<ReactNode> {
  const t = await getTranslations('import');
  const { found } = view;
  switch (found.state) {
    case 'uploading':
      return <Notice kind="info" title={t('state.uploading')} />;
    case 'checking':
    case 'importing':
      return (
        <>
          <ImportProgress
            importId={found.importId}
            label={t(found.state)}
            first={await shownProgress(found, progressOf(found, now))}
            goesOn={t('goesOn')}
            reload={t('reload')}
          />
          {found.state === 'checking' && <DiscardForm importId={found.importId} />}
        </>
      );
    case 'unreadable':
      return (
        <>
          <Notice kind="error" title={t('unreadable')}>
            {found.fileProblem && <p>{(await problemWords()).ofFile(found.fileProblem)}</p>}
          </Notice>
          <ButtonLink href={importPath}>{t('another')}</ButtonLink>
        </>
      );
    case 'checked':
      return <CheckedImport view={view} />;
    case 'finished':
    case 'stopped':
      return <EndedImport view={view} />;
    case 'discarded':
      return <Notice kind="info" title={t('discarded')} />;
    default:
      return assertNever(found.state);
  }
}
