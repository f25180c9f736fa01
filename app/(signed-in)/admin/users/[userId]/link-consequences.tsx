import { getTranslations } from 'next-intl/server';
import { portalName } from '@/app/parts/user-words';
import type { PendingLink } from '@/lib/accounts/pending-link-store';
import type { UserDetails } from '@/lib/users/find-user';
import { pathOf } from './user-path';

/** The portal names its people by what does not last: no link would. */
export async function Changing({ link }: { link: PendingLink }) {
  const t = await getTranslations('editUser.link');
  const portal = await portalName();
  return (
    <>
      <p className="font-semibold">{t('changing', { portal, count: link.subjectChanges })}</p>
      <p>{t.rich('changingText', { portal, code: (chunks) => <code>{chunks}</code> })}</p>
    </>
  );
}

/** The portal's person has an account here, which is not this one. */
export async function LinkedElsewhere({
  holder,
}: {
  holder: { userId: string; username: string };
}) {
  const t = await getTranslations('editUser.link');
  const { userId, username } = holder;
  return (
    <p>
      {t.rich('elsewhere', {
        portal: await portalName(),
        username,
        account: (chunks) => <a href={pathOf(userId)}>{chunks}</a>,
      })}
    </p>
  );
}

/** What linking does. */
export async function Effects({ user, isOneself }: { user: UserDetails; isOneself: boolean }) {
  const t = await getTranslations('editUser.link');
  const portal = await portalName();
  const hasPassword = user.signInMethod === 'password';
  return (
    <p>
      {[
        hasPassword ? t('fromPassword', { portal }) : t('fromSso', { portal }),
        hasPassword && !user.isAwaitingHandOut && user.email && t('mailed'),
        isOneself && t('self', { portal }),
        user.status === 'disabled' && t('disabled'),
      ]
        .filter(Boolean)
        .join(' ')}
    </p>
  );
}
