import { cookies } from 'next/headers';
import { seeOther } from '@/app/parts/answers';
import { htmlPage } from '@/app/parts/html-page';
import { currentLanguage } from '@/lib/auth/current-language';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { actingSessionIfAny } from '@/lib/auth/require-session';
import { readFields } from '@/lib/form-action';
import { languageCookie } from '@/lib/language-cookie';
import { isLocale } from '@/lib/locale-rules';
import { requestContext } from '@/lib/request-context';
import { pageToShowAgain } from '@/lib/shown-again-rules';
import { chooseLanguage } from '@/lib/users/choose-language';
import { schemeOf } from '@/lib/utilities/utility';
import { wordsOf } from '@/lib/words';

/**
 * The picker in every page's footer: this browser keeps the language, and so does the account of who is
 * signed in. Then the page again.
 */
export async function POST(request: Request): Promise<Response> {
  const fields = readFields(await request.formData(), ['locale', 'returnTo']);
  if (!fields || !isLocale(fields.locale)) return refused();
  const { locale, returnTo } = fields;
  const session = await actingSessionIfAny();
  // First what can fail: nothing is half done.
  if (session) await orUnavailable(() => chooseLanguage(session.scope, locale));
  const { name, options } = languageCookie(schemeOf(requestContext().domain));
  (await cookies()).set(name, locale, options);
  return seeOther(pageToShowAgain(returnTo));
}

async function refused(): Promise<Response> {
  const t = wordsOf(await currentLanguage());
  return htmlPage(400, {
    title: t('door.malformed.title'),
    paragraphs: [t('language.unknown')],
    link: { href: '/', text: t('notFound.start') },
    returnTo: '/',
  });
}
