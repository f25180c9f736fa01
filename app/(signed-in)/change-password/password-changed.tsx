import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button';
import { Notice } from '@/components/notice';
import { SignedInPage } from '../signed-in-page';
import type { PasswordPageParts } from './create-password';

/** That it worked, and the way on. */
export async function PasswordChanged({ session, returnTo }: PasswordPageParts) {
  const t = await getTranslations('changePassword');
  return (
    <SignedInPage session={session} width="medium">
      <Notice kind="success" headsPage title={t('done')} role="status">
        <p>{t('doneText')}</p>
      </Notice>
      <p className="mt-6">
        <ButtonLink href={returnTo}>{t('proceed')}</ButtonLink>
      </p>
    </SignedInPage>
  );
}
