import { getTranslations } from 'next-intl/server';
import { Button, ButtonLink } from '@/components/button';
import { SelectField } from '@/components/select-field';
import { TextField } from '@/components/text-field';
import { defaultOrder, type UserListQuery } from '@/lib/users/user-list-query';
import { STATUSES } from '@/lib/users/user-status';
import { userAdminPath } from '@/lib/utilities/tab-rules';
import { ROLES, type Utility } from '@/lib/utilities/utility';

interface UserFilterProps {
  query: UserListQuery;
  /** What is wrong with what was searched for. */
  searchFault?: string;
  utility: Utility;
}

/** Search and filters: a form whose answer is an address that can be kept and shared. */
export async function UserFilter({ query, searchFault, utility }: UserFilterProps) {
  const t = await getTranslations('users');
  const admin = await getTranslations('admin');
  const any = { value: '', label: t('any') };
  const { view, search, status, role, method, shared, sort, order } = query;
  const isNarrow = Boolean(search || status || role || method || shared);
  const kept = {
    view: view === 'active' ? '' : view,
    sort: sort === 'name' ? '' : sort,
    order: order === defaultOrder(sort) ? '' : order,
  };
  return (
    <search>
      <form
        action={userAdminPath}
        className="space-y-4 rounded-card border border-line bg-surface p-4 sm:p-5 print:hidden"
      >
        {Object.entries(kept).map(
          ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <div className="sm:col-span-2">
            <TextField
              id="search"
              name="q"
              type="search"
              label={t('search')}
              hint={t('searchHint')}
              error={searchFault}
              errorPrefix={(await getTranslations('form'))('error')}
              defaultValue={search}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          </div>
          <div className="self-end">
            <SelectField
              id="status"
              name="status"
              label={t('status')}
              defaultValue={status ?? ''}
              options={[
                any,
                ...STATUSES.map((value) => ({ value, label: admin(`status.${value}`) })),
              ]}
            />
          </div>
          <div className="self-end">
            <SelectField
              id="role"
              name="role"
              label={t('role')}
              defaultValue={role ?? ''}
              options={[any, ...ROLES.map((value) => ({ value, label: admin(`role.${value}`) }))]}
            />
          </div>
        </div>
        <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
          {utility.signIn !== 'standalone' && (
            <SelectField
              id="method"
              name="method"
              label={t('method')}
              defaultValue={method ?? ''}
              options={[
                any,
                { value: 'password', label: admin('method.password') },
                { value: 'sso', label: admin('method.sso') },
              ]}
            />
          )}
          <div className="flex min-h-11 items-start gap-3 sm:items-center">
            <input
              type="checkbox"
              id="shared"
              name="shared"
              value="1"
              defaultChecked={shared}
              aria-describedby="shared-hint"
              className="size-6 shrink-0"
            />
            <span className="flex min-w-0 flex-wrap items-center gap-x-3">
              <label htmlFor="shared">{t('shared')}</label>
              <span id="shared-hint" className="text-sm text-muted">
                {t('sharedHint')}
              </span>
            </span>
          </div>
          <div className="flex flex-wrap items-center gap-x-5 gap-y-2 sm:ml-auto">
            <Button variant="secondary">{t('find')}</Button>
            {isNarrow && (
              <span className="-mx-3">
                <ButtonLink href={userAdminPath} variant="quiet">
                  {t('clear')}
                </ButtonLink>
              </span>
            )}
          </div>
        </div>
      </form>
    </search>
  );
}
