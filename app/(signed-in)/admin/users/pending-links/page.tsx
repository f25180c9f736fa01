import { getTranslations } from 'next-intl/server';
import { portalName, zoneName } from '@/app/parts/user-words';
import { PageHeading } from '@/components/page-heading';
import { Pager } from '@/components/pager';
import { listPendingLinks } from '@/lib/users/pending-links';
import { AdminPage, titledForAdministrators } from '../../admin-page';
import { LinkTable } from './link-table';

export const generateMetadata = () => titledForAdministrators('pendingLinks');

type Props = PageProps<'/admin/users/pending-links'>;

const PATH = '/admin/users/pending-links';

export default async function PendingLinksPage({ searchParams }: Props) {
  const { after } = await searchParams;
  const t = await getTranslations('pendingLinks');
  const users = await getTranslations('users');
  return (
    <AdminPage section="pendingLinks">
      {async ({ scope }) => {
        const place = typeof after === 'string' ? after : '';
        const { links, next } = await listPendingLinks(scope, place);
        const hasLinks = links.length > 0;
        return (
          <div className="space-y-6">
            <PageHeading title={t('title')}>
              <p className="max-w-medium">
                {hasLinks ? t('lead', { portal: await portalName() }) : t('none')}
              </p>
            </PageHeading>
            {hasLinks && <LinkTable links={links} />}
            <Pager
              label={users('pages')}
              links={[
                { label: users('first'), href: place ? PATH : null },
                {
                  label: users('next'),
                  href: next && `${PATH}?${new URLSearchParams({ after: next })}`,
                },
              ]}
            />
            {hasLinks && (
              <p className="text-sm text-muted">{users('zone', { zone: await zoneName() })}</p>
            )}
          </div>
        );
      }}
    </AdminPage>
  );
}
