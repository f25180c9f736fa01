import { getRequestConfig } from 'next-intl/server';
import { currentLanguage } from '@/lib/auth/current-language';
import { LANGUAGE_TAGS } from '@/lib/locale-rules';
import { requestContext } from '@/lib/request-context';
import { catalogueOf } from '@/lib/words';

/** The language of a page is its reader's, its time zone the utility's. */
export default getRequestConfig(async () => {
  const language = await currentLanguage();
  const { timeZone } = requestContext().utility;
  return { locale: LANGUAGE_TAGS[language], timeZone, messages: catalogueOf(language) };
});
