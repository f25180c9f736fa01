import type { IncomingMessage } from 'node:http';
import { withoutMark } from '@/lib/background-rules';
import { languageCookie } from '@/lib/language-cookie';
import { type Locale, localeByAcceptLanguage, localeFromCookies } from '@/lib/locale-rules';
import type { PlainPage } from '@/lib/plain-page';
import { pageToShowAgain } from '@/lib/shown-again-rules';
import type { Utility } from '@/lib/utilities/utility';

/**
 * What a browser reads before anybody asks whose account it is: its own choice, else the utility's
 * language; where no utility is, or none is known while the database is away, what it asks for.
 */
export function languageAt(
  utility: Utility | null,
  { headers }: IncomingMessage,
  scheme: 'http' | 'https',
): Locale {
  const chosen = localeFromCookies(headers.cookie ?? null, languageCookie(scheme).name);
  return chosen ?? utility?.locale ?? localeByAcceptLanguage(headers['accept-language']);
}

/** For whom a page of the door's own is. */
export type Reader = Pick<PlainPage, 'locale' | 'returnTo' | 'utilityName' | 'accent'>;

/**
 * For whom a page of the door's own is, at which utility, and where to go on in another language: the page
 * again, or the start from what was posted, which need not be a page.
 */
export function readerOf(
  req: IncomingMessage,
  scheme: 'http' | 'https',
  utility: Utility | null,
): Reader {
  const locale = languageAt(utility, req, scheme);
  if (!utility) return { locale, returnTo: null };
  const here = withoutMark(req.url ?? '/');
  const returnTo = req.method === 'POST' ? '/' : pageToShowAgain(here);
  return { locale, returnTo, utilityName: utility.name, accent: utility.brand.accent };
}
