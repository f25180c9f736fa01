import { getRequestConfig } from 'next-intl/server';
import { LANGUAGE_TAGS } from '@/lib/locale-rules';
import { requestContext } from '@/lib/request-context';
import { catalogueOf } from '@/lib/words';

/** Language and time zone of the pages: the utility's. */
export default getRequestConfig(async () => {
  const { locale, timeZone } = requestContext().utility;
  return { locale: LANGUAGE_TAGS[locale], timeZone, messages: catalogueOf(locale) };
});
