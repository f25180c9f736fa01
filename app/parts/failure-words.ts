import { getTranslations } from 'next-intl/server';
import type { PageFailureWords } from '@/app/parts/page-failure';

/**
 * What is said in the browser where no catalogue is: when script or the network fails, and while a form
 * waits to be sent again. Every page carries it along, in its language.
 */
export async function failureWords(): Promise<string> {
  const t = await getTranslations('failure');
  const words: PageFailureWords = {
    title: t('title'),
    text: t('text'),
    reload: t('reload'),
    offline: { title: t('offline.title'), form: t('offline.form'), page: t('offline.page') },
    lost: { title: t('lost.title'), form: t('lost.form'), page: t('lost.page') },
    retry: {
      title: t('retry.title'),
      // The browser puts the time in, each second another.
      in: t('retry.in', { time: '{time}' }),
      now: t('retry.now'),
      stop: t('retry.stop'),
      stopped: t('retry.stopped'),
    },
  };
  return JSON.stringify(words);
}
