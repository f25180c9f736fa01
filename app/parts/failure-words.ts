import { getTranslations } from 'next-intl/server';

/**
 * What app/error.tsx says. It runs in the browser, after something broke, where no catalogue is; so
 * every page carries its words along, in the page's language.
 */
export async function failureWords(): Promise<string> {
  const t = await getTranslations();
  const [title, text, reload] = [t('failure.title'), t('failure.text'), t('failure.reload')];
  return JSON.stringify({ title, text, reload });
}
