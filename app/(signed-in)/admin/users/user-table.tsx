import { getFormatter, getTranslations } from 'next-intl/server';
import { rolesInWords, shortInstant, UserStatusTag } from '@/app/parts/user-words';
import { type Column, DataTable } from '@/components/data-table';
import { VisuallyHidden } from '@/components/visually-hidden';
import type { UserPage, UserSummary } from '@/lib/users/list-users';
import type { Sort, UserListQuery } from '@/lib/users/user-list-query';
import { userAdminPath } from '@/lib/utilities/tab-rules';
import type { Utility } from '@/lib/utilities/utility';
import { LockedLink } from './locked-link';
import { listAddress } from './user-list-address';

interface UserTableProps {
  query: UserListQuery;
  page: UserPage;
  utility: Utility;
}

export async function UserTable({ query, page, utility }: UserTableProps) {
  const t = await getTranslations('users');
  const format = await getFormatter();
  const total = format.number(page.total);
  const found = page.hasMoreThanTotal
    ? t('foundMany', { total })
    : t('found', { total: page.total });
  const isNarrow = Boolean(
    query.search || query.status || query.role || query.method || query.shared,
  );
  return (
    <div className="space-y-3">
      <p className="font-semibold">{found}</p>
      {query.status === 'locked' && page.users.length > 0 && (
        <p>
          <LockedLink />
        </p>
      )}
      {page.users.length === 0 ? (
        <p>{isNarrow ? t('nobodyFound') : t('nobody')}</p>
      ) : (
        <DataTable
          caption={t('title')}
          columns={await columns(query, utility)}
          rows={await Promise.all(page.users.map(row))}
        />
      )}
    </div>
  );
}

async function columns(query: UserListQuery, utility: Utility): Promise<Column[]> {
  const t = await getTranslations('users.column');
  const sorted = (key: Sort): Column => ({
    key,
    label: t(key),
    sort: {
      href: listAddress(query, { sort: key }),
      state: query.sort !== key ? 'none' : query.order === 'asc' ? 'ascending' : 'descending',
    },
  });
  const method: Column[] =
    utility.signIn === 'standalone' ? [] : [{ key: 'method', label: t('method') }];
  return [
    sorted('name'),
    { ...sorted('username'), isLong: true },
    { ...sorted('email'), isLong: true },
    { key: 'roles', label: t('roles') },
    ...method,
    { key: 'status', label: t('status') },
    sorted('lastSignIn'),
    { key: 'edit', label: t('edit'), isAction: true },
  ];
}

/** Where it does not fit, an address is broken at its @ first. */
function BreakableEmail({ email }: { email: string }) {
  const at = email.lastIndexOf('@') + 1;
  return (
    <>
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </>
  );
}

async function row(user: UserSummary) {
  const t = await getTranslations('users');
  const admin = await getTranslations('admin');
  const { userId, fullName, lastSignInAt } = user;
  return {
    key: userId,
    cells: {
      name: fullName,
      username: user.username,
      email: user.email ? <BreakableEmail email={user.email} /> : admin('none.email'),
      roles: await rolesInWords(user.roles),
      method: admin(`method.${user.signInMethod}`),
      status: <UserStatusTag status={user.status} />,
      lastSignIn: lastSignInAt ? (
        <time dateTime={lastSignInAt.toISOString()}>{await shortInstant(lastSignInAt)}</time>
      ) : (
        t('never')
      ),
      edit: (
        <a href={`${userAdminPath}/${userId}`} className="inline-flex min-h-6 py-0 font-semibold">
          <span>
            {t.rich('editOne', {
              name: fullName,
              hidden: (chunks) => <VisuallyHidden>{chunks}</VisuallyHidden>,
            })}
          </span>
        </a>
      ),
    },
  };
}
