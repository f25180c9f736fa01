import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Query } from '@/app/parts/why-here';
import { Button, ButtonLink } from '@/components/button';
import { Notice } from '@/components/notice';
import type { UserDetails } from '@/lib/users/find-user';
import { actOnUserAction } from './act-actions';
import { DONE, NOT_DONE } from './outcome-words';
import { pathOf } from './user-path';

interface UserNoticesProps {
  user: UserDetails;
  query: Query;
  isOneself: boolean;
  /** What concerns the portal. */
  children: ReactNode;
}

/** What was just done or not, what stands in the way, and what has to be confirmed. */
export async function UserNotices({ user, query, isOneself, children }: UserNoticesProps) {
  const t = await getTranslations('editUser');
  const done = DONE.find((word) => word === query.done);
  const not = NOT_DONE.find((word) => word === query.not);
  return (
    <div className="mb-6 space-y-4 empty:hidden">
      {done && <Notice kind="success" title={t(`done.${done}`)} role="status" />}
      {not && <Notice kind="error" title={t(`not.${not}`)} role="alert" />}
      {query.confirm === 'delete' && !isOneself && <ConfirmDeletion user={user} />}
      {children}
      {user.sharesEmailWith.length > 0 && (
        <Notice kind="warning" title={t('shared')}>
          <p>{t('sharedText')}</p>
          <ul>
            {user.sharesEmailWith.map(({ userId, username }) => (
              <li key={userId}>
                <a href={pathOf(userId)}>{username}</a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

async function ConfirmDeletion({ user }: { user: UserDetails }) {
  const t = await getTranslations('editUser');
  const { userId, username, fullName: name } = user;
  return (
    <Notice kind="error" title={t('deleteSure', { name })}>
      <p>{t('deleteSureText', { username })}</p>
      <form action={actOnUserAction} className="flex flex-wrap gap-3">
        <input type="hidden" name="userId" value={userId} />
        <input type="hidden" name="act" value="delete" />
        <Button variant="danger">{t('deleteYes', { username })}</Button>
        <ButtonLink href={pathOf(userId)} variant="secondary">
          {t('deleteNo')}
        </ButtonLink>
      </form>
    </Notice>
  );
}
