import { getFormatter, getTranslations } from 'next-intl/server';
import type { Say } from './event-words';

/** How this request's reader is told of events: the page's language, the utility's time zone. */
export async function sayForReader(): Promise<Say> {
  const t = await getTranslations('audit');
  const format = await getFormatter();
  return {
    word: (key, values) => t(key as Parameters<typeof t>[0], values),
    knows: (key) => t.has(key as Parameters<typeof t>[0]),
    instant: (at) => format.dateTime(at, { dateStyle: 'long', timeStyle: 'medium' }),
    list: (words) => format.list(words),
  };
}
