import { getTranslations } from 'next-intl/server';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { AdminPage, titledForAdministrators } from '../../admin-page';
import { importIdOf } from './import-address';
import { ImportDetails } from './import-details';
import { ImportOverview } from './import-overview';

export const generateMetadata = () => titledForAdministrators('import');

const PROBLEMS = ['no_file', 'broken', 'not_now'] as const;

export default async function ImportPage({ searchParams }: PageProps<'/admin/users/import'>) {
  const query = await searchParams;
  const t = await getTranslations('import');
  const importId = importIdOf(query.id);
  const problem = PROBLEMS.find((known) => known === query.problem);
  const after = Number(query.after);
  return (
    <AdminPage section="import">
      {async ({ scope }) => (
        <>
          <PageHeading title={t('title')}>
            <p>{t('lead')}</p>
          </PageHeading>
          {problem && (
            <div className="mb-6">
              <Notice kind="error" title={t(`problem.${problem}`)} />
            </div>
          )}
          {importId ? (
            <ImportDetails
              scope={scope}
              importId={importId}
              after={Number.isSafeInteger(after) && query.after ? after : -1}
            />
          ) : (
            <ImportOverview scope={scope} />
          )}
        </>
      )}
    </AdminPage>
  );
}
