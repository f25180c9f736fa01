import { getTranslations } from 'next-intl/server';
import { whomToAsk } from '@/app/parts/sign-in-words';
import { ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { currentScope } from '@/lib/auth/current-scope';
import { OnTheWay } from './on-the-way';

/** How long the page waits, in view, before it goes on by itself. */
const WAIT_SECONDS = 10;

/**
 * Expired, used, replaced, made up: one page, so that nobody learns which, with what to do.
 * @param isForgotten whether this browser has the link's id and not its secret: it kept it for 15
 *   minutes, or not at all
 */
export async function InvalidLink({ isForgotten }: { isForgotten: boolean }) {
  const { resetLinkHours: hours } = currentScope().utility;
  const t = await getTranslations('resetPassword');
  return (
    <Card>
      {isForgotten ? (
        <>
          <Notice kind="info" headsPage title={t('openAgain')}>
            <p>{t('openAgainText')}</p>
          </Notice>
          <p>{t('invalidToo')}</p>
          <ul className="list-disc space-y-2 pl-5">
            <li>{t('invalidOld', { hours })}</li>
            <li>{t('invalidNewer')}</li>
          </ul>
        </>
      ) : (
        <Notice kind="error" headsPage title={t('invalid')}>
          <p>{t('invalidOld', { hours })}</p>
          <p>{t('invalidNewer')}</p>
        </Notice>
      )}
      <p>
        <ButtonLink href="/forgot-password">{t('askAgain')}</ButtonLink>
      </p>
    </Card>
  );
}

/** The account was locked after the link was sent; the link stays what it is. */
export async function LockedLink({ username }: { username: string }) {
  const t = await getTranslations('resetPassword');
  return (
    <Card>
      <Notice kind="error" headsPage title={t('locked', { username })}>
        {(await whomToAsk('contactCsa')).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Notice>
      <p>{t('lockedText')}</p>
      <p>
        <ButtonLink href="/" variant="secondary">
          {t('signIn')}
        </ButtonLink>
      </p>
    </Card>
  );
}

/** That it worked; leads to the Welcome page by a link, and by script after a while in view. */
export async function PasswordReset() {
  const t = await getTranslations('resetPassword');
  return (
    <Card>
      <Notice kind="success" headsPage title={t('done')} role="status">
        <p>{t('doneText')}</p>
      </Notice>
      <p>
        <ButtonLink href="/">{t('signIn')}</ButtonLink>
      </p>
      <OnTheWay
        href="/"
        // What is left at each second: the catalogue's plurals are the server's.
        countdown={Array.from({ length: WAIT_SECONDS + 1 }, (_, seconds) =>
          t('goingIn', { seconds }),
        )}
        stay={t('stay')}
        stayed={t('stayed')}
      />
    </Card>
  );
}
