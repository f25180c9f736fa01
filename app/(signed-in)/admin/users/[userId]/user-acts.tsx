import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { portalName } from '@/app/parts/user-words';
import { Button, ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import type { UserDetails } from '@/lib/users/find-user';
import type { PortalLink } from '@/lib/users/portal-link';
import type { Utility } from '@/lib/utilities/utility';
import { LockedLink } from '../locked-link';
import { actOnUserAction } from './act-actions';
import { ResetForm } from './reset-form';
import { passwordResetWords } from './reset-words';
import { pathOf } from './user-path';

interface UserActsProps {
  user: UserDetails;
  link: PortalLink;
  utility: Utility;
  isOneself: boolean;
}

/** What can be done for a person, what is wanted most first. */
export async function UserActs({ user, link, utility, isOneself }: UserActsProps) {
  const t = await getTranslations('editUser');
  const { userId, username, fullName: name, openSessions } = user;
  const portal = await portalName();
  const isSso = user.signInMethod === 'sso';
  const mayReset = !isOneself && (!isSso || utility.signIn === 'both');
  const isDisabled = user.status === 'disabled';
  return (
    <Card title={t('help')} id="help">
      {isOneself && isSso && <p>{t('selfSsoWhy')}</p>}
      {isOneself && !isSso && (
        <p>{t.rich('selfWhy', { link: (chunks) => <a href="/change-password">{chunks}</a> })}</p>
      )}
      {isSso && <p>{t('ssoWhy', { name, portal })}</p>}
      {user.lockedAt && (
        <div className="space-y-1.5">
          <Act
            userId={userId}
            act="unlock"
            label={t('unlock')}
            text={t('unlockText')}
            isWantedMost
          />
          <p className="text-sm">
            <LockedLink />
          </p>
        </div>
      )}
      {mayReset && (
        <ResetForm
          userId={userId}
          isWantedMost={!user.lockedAt}
          {...(await passwordResetWords(user, utility))}
        />
      )}
      <Act
        userId={userId}
        act="signOut"
        label={t('signOut')}
        text={t('signOutText', { count: openSessions })}
      />
      {isSso && link.boundAt && !isOneself && (
        <Act
          userId={userId}
          act="unlink"
          label={t('unlink')}
          text={t('unlinkText', { portal, username })}
        />
      )}
      {isDisabled && (
        <Act userId={userId} act="enable" label={t('enable')} text={t('enableText')} />
      )}
      {!isOneself && !isDisabled && (
        <Act userId={userId} act="disable" label={t('disable')} text={t('disableText')} />
      )}
      {!isOneself && (
        <Line text={t('deleteText')}>
          <ButtonLink href={`${pathOf(userId)}?confirm=delete`} variant="danger">
            {t('delete')}
          </ButtonLink>
        </Line>
      )}
    </Card>
  );
}

interface ActProps {
  userId: string;
  act: 'unlock' | 'signOut' | 'disable' | 'enable' | 'unlink';
  label: string;
  text: string;
  isWantedMost?: boolean;
}

function Act({ userId, act, label, text, isWantedMost = false }: ActProps) {
  return (
    <form action={actOnUserAction}>
      <input type="hidden" name="userId" value={userId} />
      <input type="hidden" name="act" value={act} />
      <Line text={text}>
        <Button variant={isWantedMost ? 'primary' : 'secondary'}>{label}</Button>
      </Line>
    </form>
  );
}

function Line({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="space-y-1.5">
      {children}
      <p className="text-sm text-muted">{text}</p>
    </div>
  );
}
