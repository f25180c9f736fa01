import { getTranslations } from 'next-intl/server';
import { zoneName } from '@/app/parts/user-words';
import { PageHeading } from '@/components/page-heading';
import { readFilter } from '@/lib/audit-list/filter-rules';
import { answerWith } from '@/lib/request-context';
import { AdminPage, titledForAdministrators } from '../admin-page';
import { EventList } from './event-list';
import { FilterForm } from './filter-form';

export const generateMetadata = () => titledForAdministrators('audit');

export default async function AuditPage({ searchParams }: PageProps<'/admin/audit'>) {
  const query = await searchParams;
  const t = await getTranslations('audit');
  return (
    <AdminPage section="audit">
      {async ({ scope }) => {
        const { timeZone } = scope.utility;
        const asked = readFilter(query, timeZone);
        if (asked.kind !== 'valid') answerWith(400);
        return (
          <>
            <PageHeading title={t('title')}>
              <p>{t('lead')}</p>
              <p>{(await getTranslations('users'))('zone', { zone: await zoneName() })}</p>
            </PageHeading>
            <FilterForm asked={asked} />
            {asked.kind !== 'invalid' && <EventList scope={scope} {...asked} />}
          </>
        );
      }}
    </AdminPage>
  );
}
