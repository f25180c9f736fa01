import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { LanguagePicker } from '@/components/language-picker';
import { currentLanguage } from '@/lib/auth/current-language';
import { LANGUAGE_TAGS, LOCALES } from '@/lib/locale-rules';
import { requestContext } from '@/lib/request-context';
import { nameOfLanguage } from '@/lib/words';

/** What stands at the end of every page: what the page itself has to say there, and its language. */
export async function PageFooter({ children }: { children?: ReactNode }) {
  const t = await getTranslations('language');
  const current = await currentLanguage();
  return (
    <>
      {children}
      <LanguagePicker
        label={t('label')}
        returnTo={requestContext().path}
        languages={LOCALES.map((locale) => ({
          locale,
          tag: LANGUAGE_TAGS[locale],
          name: nameOfLanguage(locale),
          isCurrent: locale === current,
        }))}
      />
    </>
  );
}
