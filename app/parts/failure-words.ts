import { getTranslations } from 'next-intl/server';

/**
 * What app/error.tsx says. It runs in the browser, after something broke, where no catalogue is; so
 * every page carries its words along, in the page's language.
 */
export async function failureWords(): Promise<string> {
  const t = await getTranslations('failure');
  return JSON.stringify({ title: t('title'), text: t('text'), reload: t('reload') });
}
