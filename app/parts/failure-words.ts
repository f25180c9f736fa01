import type { PageFailureWords } from '@/app/parts/page-failure';
import { currentLanguage } from '@/lib/auth/current-language';
import type { Locale } from '@/lib/locale-rules';
import { wordsOf } from '@/lib/words';

/** The same on every page of a language, so put together once. */
const made = new Map<Locale, string>();

/**
 * What is said in the browser where no catalogue is: when script or the network fails, and while a form
 * waits to be sent again. Every page carries it along, in its language.
 */
export async function failureWords(): Promise<string> {
  const language = await currentLanguage();
  const known = made.get(language);
  if (known) return known;
  const t = wordsOf(language);
  const words: PageFailureWords = {
    title: t('failure.title'),
    text: t('failure.text'),
    reload: t('failure.reload'),
    offline: {
      title: t('failure.offline.title'),
      form: t('failure.offline.form'),
      page: t('failure.offline.page'),
    },
    lost: {
      title: t('failure.lost.title'),
      form: t('failure.lost.form'),
      page: t('failure.lost.page'),
    },
    unanswered: {
      title: t('failure.unanswered.title'),
      form: t('failure.unanswered.form'),
    },
    retry: {
      title: t('failure.retry.title'),
      // The browser puts the time in, each second another.
      in: t('failure.retry.in', { time: '{time}' }),
      now: t('failure.retry.now'),
      stop: t('failure.retry.stop'),
      stopped: t('failure.retry.stopped'),
    },
  };
  const text = JSON.stringify(words);
  made.set(language, text);
  return text;
}
