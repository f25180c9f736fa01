import { getTranslations } from 'next-intl/server';
import { portalName, zoneName } from '@/app/parts/user-words';
import { ButtonLink } from '@/components/button';
import { ErrorSummary } from '@/components/error-summary';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { Pager } from '@/components/pager';
import { answerWith } from '@/lib/request-context';
import { listUsers } from '@/lib/users/list-users';
import { readUserListQuery } from '@/lib/users/user-list-query';
import { portalConnection } from '@/lib/utilities/portal-rules';
import { AdminPage, titledForAdministrators } from '../admin-page';
import { LockStorm } from './lock-storm';
import { LonelyAdministrator, PortalRunsOut, WaitingLinks } from './portal-notices';
import { UserFilter } from './user-filter';
import { listAddress } from './user-list-address';
import { UserTable } from './user-table';
import { UserViews } from './user-views';

export const generateMetadata = () => titledForAdministrators('users');

const NEW_USER = '/admin/users/new';

export default async function UsersPage({ searchParams }: PageProps<'/admin/users'>) {
  const asked = await searchParams;
  const t = await getTranslations('users');
  return (
    <AdminPage section="users">
      {async ({ scope }) => {
        const { query, faults } = readUserListQuery(asked);
        if (faults.length > 0) answerWith(400);
        const page = await listUsers(scope, query);
        const errors = faults.map((fault) => ({
          text: t(`fault.${fault}`),
          href: fault === 'place' ? undefined : '#search',
        }));
        return (
          <div className="space-y-6">
            <div className="flex flex-wrap items-start justify-between gap-x-6">
              <PageHeading title={t('title')} />
              <ButtonLink href={NEW_USER}>{t('add')}</ButtonLink>
            </div>
            {asked.done === 'deleted' && (
              <Notice kind="success" title={t('done.deleted')} role="status" />
            )}
            <LockStorm scope={scope} />
            <WaitingLinks scope={scope} />
            <LonelyAdministrator scope={scope} />
            <PortalRunsOut scope={scope} />
            {errors.length > 0 && (
              <ErrorSummary title={(await getTranslations('form'))('problem')} errors={errors} />
            )}
            <UserViews query={query} />
            <UserFilter
              query={query}
              searchFault={errors.find(({ href }) => href)?.text}
              utility={scope.utility}
            />
            <UserTable query={query} page={page} utility={scope.utility} />
            <Pager
              label={t('pages')}
              links={[
                { label: t('first'), href: query.from ? listAddress(query) : null },
                {
                  label: t('previous'),
                  href: page.before && listAddress(query, { before: page.before }),
                },
                {
                  label: t('next'),
                  href: page.after && listAddress(query, { after: page.after }),
                },
              ]}
            />
            <p className="text-sm text-muted">{t('zone', { zone: await zoneName() })}</p>
            {portalConnection(scope.utility) && (
              <p>
                <a href="/sso/test">{t('testSignIn', { portal: await portalName() })}</a>
              </p>
            )}
          </div>
        );
      }}
    </AdminPage>
  );
}
