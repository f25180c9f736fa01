import { getTranslations } from 'next-intl/server';
import { newPasswordWords } from '@/app/parts/new-password-words';
import { shownRequirements } from '@/app/parts/requirement-words';
import { WhyHere } from '@/app/parts/why-here';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { SignedInPage } from '../signed-in-page';
import { ChangePasswordForm } from './change-password-form';
import { ownerOf, type PasswordPageParts } from './create-password';

/** Instead of a password of one's own, wanted or because it has grown too old. */
export async function ChangePassword({ session, query, returnTo }: PasswordPageParts) {
  const { passwords } = session.scope.utility;
  const t = await getTranslations('changePassword');
  return (
    <SignedInPage session={session} width="medium">
      <PageHeading title={t('title')}>
        <p>{t('lead')}</p>
      </PageHeading>
      {session.passwordDuty === 'change' && (
        <div className="mb-6">
          <Notice kind="warning" title={t('tooOld', { days: passwords.maxAgeDays ?? 0 })} />
        </div>
      )}
      <WhyHere query={query} />
      <Card>
        <ChangePasswordForm
          returnTo={returnTo}
          current={t('current')}
          words={await newPasswordWords(t('submit'))}
          requirements={await shownRequirements(session.scope.utility, session.person)}
          policy={passwords}
          owner={ownerOf(session)}
        />
      </Card>
    </SignedInPage>
  );
}
