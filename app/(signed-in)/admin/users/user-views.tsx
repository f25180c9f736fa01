import { getTranslations } from 'next-intl/server';
import { SectionNav } from '@/components/section-nav';
import { type UserListQuery, VIEWS } from '@/lib/users/user-list-query';
import { listAddress } from './user-list-address';

/** Active, inactive or all: with the search and the filters that are set. */
export async function UserViews({ query }: { query: UserListQuery }) {
  const t = await getTranslations('users');
  return (
    <SectionNav
      kind="views"
      label={t('views')}
      sections={VIEWS.map((view) => ({
        label: t(`view.${view}`),
        href: listAddress(query, { view }),
        current: view === query.view,
      }))}
    />
  );
}
