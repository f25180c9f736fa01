import { getTranslations } from 'next-intl/server';
import { Notice } from '@/components/notice';
import { answerWith, requestContext } from '@/lib/request-context';
import { userAdminPath } from '@/lib/utilities/tab-rules';

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

/** At a utility without a portal; an administrator goes back from there. */
export async function NothingToTest({ isAdministrator }: { isAdministrator: boolean }) {
  const t = await getTranslations('sso.test');
  return (
    <>
      <Notice kind="info" title={t('nothing.title')}>
        <p>{t('nothing.text', { utility: requestContext().utility.name })}</p>
      </Notice>
      {isAdministrator && (
        <p>
          <a href={userAdminPath}>{t('back')}</a>
        </p>
      )}
    </>
  );
}
