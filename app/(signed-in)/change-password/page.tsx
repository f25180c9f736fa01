import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { passwordToggleWords, titled } from '@/app/parts/page-words';
import { requirementWords } from '@/app/parts/requirement-words';
import { WhyHere } from '@/app/parts/why-here';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { requireAnySession } from '@/lib/auth/current-session';
import { safeReturnPath } from '@/lib/sign-in/return-path';
import { SignedInPage } from '../signed-in-page';
import { CreatePasswordForm } from './create-password-form';

export const generateMetadata = () => titled('createPassword');

export default async function CreatePasswordPage({ searchParams }: PageProps<'/change-password'>) {
  const session = await requireAnySession();
  const query = await searchParams;
  const returnTo = safeReturnPath(query.returnTo);
  if (!session.mustCreatePassword) redirect(returnTo);
  const { utility } = session.scope;
  const t = await getTranslations('createPassword');
  if (session.temporaryPasswordExpired) {
    const { contact } = utility;
    return (
      <SignedInPage session={session} width="medium">
        <PageHeading title={t('title')} />
        <Notice kind="error" title={t('expired')}>
          <p>{contact ? t('expiredHelpAt', { contact }) : t('expiredHelp')}</p>
        </Notice>
      </SignedInPage>
    );
  }
  const form = await getTranslations('form');
  const words = {
    requirements: t('requirements'),
    new: t('new'),
    confirm: t('confirm'),
    submit: t('submit'),
    problem: form('problem'),
    error: form('error'),
    toggle: await passwordToggleWords(),
    notMet: t('notMet'),
    failed: (await getTranslations('requirement'))('failed'),
  };
  return (
    <SignedInPage session={session} width="medium">
      <PageHeading title={t('title')}>
        <p>{t('lead')}</p>
      </PageHeading>
      <WhyHere query={query} />
      <Card>
        <CreatePasswordForm
          words={words}
          returnTo={returnTo}
          username={session.person.username}
          requirements={await requirementWords(utility.passwords)}
        />
      </Card>
    </SignedInPage>
  );
}
