import { getTranslations } from 'next-intl/server';
import { portalWords } from '@/app/parts/forgot-password-words';
import { PageFooter } from '@/app/parts/page-footer';
import { logoUrl, titled } from '@/app/parts/page-words';
import { WhyHere } from '@/app/parts/why-here';
import { ButtonLink } from '@/components/button';
import { Card } from '@/components/card';
import { PageShell } from '@/components/page-shell';
import { currentScope } from '@/lib/auth/current-scope';
import { ForgotPasswordForm } from './forgot-password-form';
import { ResetRequested } from './reset-requested';

type Props = PageProps<'/forgot-password'>;

export async function generateMetadata({ searchParams }: Props) {
  return titled((await isTaken(searchParams)) ? 'resetRequested' : 'forgotPassword');
}

/** Whether this is what stands after a request. */
async function isTaken(searchParams: Props['searchParams']): Promise<boolean> {
  return Boolean((await searchParams).sent) && currentScope().utility.signIn !== 'sso';
}

export default async function ForgotPasswordPage({ searchParams }: Props) {
  const query = await searchParams;
  const taken = await isTaken(searchParams);
  const { utility } = currentScope();
  const t = await getTranslations();
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={t('app.skip')}
      width={taken ? 'medium' : 'narrow'}
      footer={<PageFooter />}
    >
      <WhyHere query={query} />
      {utility.signIn === 'sso' ? (
        <Card title={t('forgotPassword.title')} id="forgot-password" headingLevel={1}>
          <p>{await portalWords()}</p>
          <p>
            <ButtonLink href="/">{t('notFound.start')}</ButtonLink>
          </p>
        </Card>
      ) : taken ? (
        <ResetRequested />
      ) : (
        <ForgotPasswordForm
          words={{
            title: t('forgotPassword.title'),
            lead: t('forgotPassword.lead'),
            email: t('forgotPassword.email'),
            submit: t('forgotPassword.submit'),
            back: t('forgotPassword.back'),
            problem: t('form.problem'),
            error: t('form.error'),
          }}
        />
      )}
    </PageShell>
  );
}
