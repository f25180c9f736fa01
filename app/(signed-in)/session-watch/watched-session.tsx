import { getTranslations } from 'next-intl/server';
import type { CurrentSession } from '@/lib/auth/current-session';
import { stateOnPage } from '@/lib/auth/session-state';
import { SignOutForm } from '../sign-out-form';
import { SessionWatcher } from './session-watcher';

/** Watches a page's session where there is script. */
export async function WatchedSession({ session }: { session: CurrentSession }) {
  const t = await getTranslations();
  const hours = session.scope.utility.session.absoluteHours;
  const warning = (why: 'idle' | 'absolute') => ({
    title: t(`sessionEnd.${why}.title`),
    // Filled in by the page, second by second.
    text: t(`sessionEnd.${why}.text`, { time: '{time}' }),
    help: t(`sessionEnd.${why}.help`, { hours }),
  });
  return (
    <SessionWatcher
      state={stateOnPage(session)}
      words={{
        idle: warning('idle'),
        absolute: warning('absolute'),
        stay: t('sessionEnd.stay'),
        checking: t('sessionEnd.checking'),
        unheard: t('sessionEnd.unheard'),
        unheardText: t('sessionEnd.unheardText'),
        unheardHint: t('sessionEnd.unheardHint'),
        lookAgain: t('sessionEnd.lookAgain'),
      }}
      signOut={<SignOutForm variant="secondary" label={t('home.signOut')} />}
    />
  );
}
