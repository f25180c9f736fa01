import { getFormatter, getTranslations } from 'next-intl/server';
import { portalName } from '@/app/parts/user-words';
import { Notice } from '@/components/notice';
import type { Scope } from '@/lib/scope';
import { portalRunningOut } from '@/lib/sso/expiring-certificates';
import { lonelyPortalAdministrator } from '@/lib/users/lonely-administrator';
import { countPendingLinks } from '@/lib/users/pending-links';

/** At the top of the list: who came from the portal and stands before a closed door. */
export async function WaitingLinks({ scope }: { scope: Scope }) {
  const { count, hasMore } = await countPendingLinks(scope);
  if (count === 0) return null;
  const t = await getTranslations('users');
  const portal = await portalName();
  const many = (await getFormatter()).number(count);
  return (
    <Notice
      kind="info"
      title={hasMore ? t('waitingMany', { count: many, portal }) : t('waiting', { count, portal })}
    >
      <p>{t('waitingText')}</p>
      <p>
        <a href="/admin/users/pending-links">{t('waitingLink')}</a>
      </p>
    </Notice>
  );
}

interface LonelyAdministratorProps {
  scope: Scope;
  /** Only at the page of this person; on the list whoever it is. */
  userId?: string;
}

/** The portal's word on roles wins: with the last administrator's role the way in would be gone. */
export async function LonelyAdministrator({ scope, userId }: LonelyAdministratorProps) {
  const lonely = await lonelyPortalAdministrator(scope);
  if (!lonely || (userId && lonely.userId !== userId)) return null;
  const t = await getTranslations('users');
  const name = lonely.fullName;
  return <Notice kind="warning" title={t('lonely', { name, portal: await portalName() })} />;
}

/** An administrator sees it first, and cannot mend it: it says in plain words whom to tell. */
export async function PortalRunsOut({ scope }: { scope: Scope }) {
  const running = await portalRunningOut(scope);
  if (running.length === 0) return null;
  const t = await getTranslations('users.runningOut');
  const portal = await portalName();
  const format = await getFormatter();
  return running.map(({ whose, isOver, expiresAt }) => {
    const date = format.dateTime(expiresAt, { dateStyle: 'long' });
    return (
      <Notice
        key={whose}
        kind="warning"
        title={t(`${whose}.${isOver ? 'over' : 'ends'}`, { portal, date })}
      >
        <p>{t(`${whose}.text`, { portal })}</p>
      </Notice>
    );
  });
}
