import { getTranslations } from 'next-intl/server';
import { fullInstant, portalName, UserStatusTag } from '@/app/parts/user-words';
import type { UserDetails } from '@/lib/users/find-user';
import type { PortalLink } from '@/lib/users/portal-link';

interface UserFactsProps {
  user: UserDetails;
  link: PortalLink;
  now: Date;
}

/** What is known of an account besides its fields. */
export async function UserFacts({ user, link, now }: UserFactsProps) {
  const t = await getTranslations('editUser.facts');
  const { lastSignInAt, lockedAt, temporaryExpiresAt, openSessions } = user;
  const facts: [label: string, value: string][] = [
    [t('lastSignIn'), lastSignInAt ? await fullInstant(lastSignInAt) : t('never')],
  ];
  if (user.signInMethod === 'sso') {
    const { boundAt } = link;
    facts.push([
      t('portal', { portal: await portalName() }),
      boundAt
        ? t('linked', { at: await fullInstant(boundAt) })
        : t('notLinked', { username: user.username }),
    ]);
  }
  if (lockedAt) facts.push([t('lockedSince'), await fullInstant(lockedAt)]);
  if (temporaryExpiresAt) {
    const label = now >= temporaryExpiresAt ? t('expired') : t('until');
    facts.push([label, await fullInstant(temporaryExpiresAt)]);
  }
  return (
    <dl className="facts mb-6">
      <dt>{t('status')}</dt>
      <dd>
        <UserStatusTag status={user.status} />
        {' · '}
        {t('sessions', { count: openSessions })}
        {user.isAwaitingHandOut && <p>{t('handOut')}</p>}
      </dd>
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
