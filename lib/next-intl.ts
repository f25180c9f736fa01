import { getRequestConfig } from 'next-intl/server';
import { requestContext } from '@/lib/request-context';
import { catalogues } from '@/lib/words';

/** Language and time zone of the pages: the utility's. */
export default getRequestConfig(async () => {
  const { timeZone } = requestContext().utility;
  return { locale: 'en', timeZone, messages: catalogues.en };
});
