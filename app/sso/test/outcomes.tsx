import { getTranslations } from 'next-intl/server';
import { Notice } from '@/components/notice';
import { answerWith, requestContext } from '@/lib/request-context';

/** Used up, expired or made up: nobody learns which. */
export async function DeadLink() {
  answerWith(403);
  const t = await getTranslations('sso.test.deadLink');
  return (
    <Notice kind="error" title={t('title')}>
      <p>{t('text')}</p>
    </Notice>
  );
}

/** At a utility without a portal. */
export async function NothingToTest() {
  const t = await getTranslations('sso.test.nothing');
  return (
    <Notice kind="info" title={t('title')}>
      <p>{t('text', { utility: requestContext().utility.name })}</p>
    </Notice>
  );
}
