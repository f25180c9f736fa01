import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { logoUrl, passwordToggleWords, titled } from '@/app/parts/page-words';
import { wordsOfEnd } from '@/app/parts/sign-in-words';
import { WhyHere } from '@/app/parts/why-here';
import { Card } from '@/components/card';
import { PageHeading } from '@/components/page-heading';
import { PageShell } from '@/components/page-shell';
import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { refusalOfCode } from '@/lib/sign-in/refusal-code';
import { safeReturnPath } from '@/lib/sign-in/return-path';
import { SignInForm } from './sign-in-form';

const FOOTER_LINK = 'inline-flex min-h-11 items-center rounded-control px-3';

export const generateMetadata = () => titled('welcome');

export default async function WelcomePage({ searchParams }: PageProps<'/'>) {
  const query = await searchParams;
  const returnTo = safeReturnPath(query.returnTo);
  if (await sessionIfAny()) redirect(returnTo);
  const { utility } = currentScope();
  const t = await getTranslations('welcome');
  const form = await getTranslations('form');
  const words = {
    username: t('username'),
    password: t('password'),
    signIn: t('signIn'),
    problem: form('problem'),
    error: form('error'),
    toggle: await passwordToggleWords(),
  };
  const refusal = refusalOfCode(query.code);
  const portal = utility.sso?.portalName ?? t('yourPortal');
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={(await getTranslations('app'))('skip')}
      footer={<p>{t('bookmark')}</p>}
    >
      <PageHeading title={t('title')} align="centre">
        <p>{t('lead', { utility: utility.name })}</p>
      </PageHeading>
      <WhyHere query={query} />
      {utility.signIn === 'sso' ? (
        <Card>
          <p className="text-lg">{t('portalOnly', { portal })}</p>
          <p>{t('portalOnlyHelp')}</p>
        </Card>
      ) : (
        <Card
          title={t('login')}
          id="login"
          footer={
            <a href="/forgot-password" className={FOOTER_LINK}>
              {t('forgot')}
            </a>
          }
        >
          <SignInForm
            words={words}
            returnTo={returnTo}
            refused={refusal && (await wordsOfEnd(refusal))}
          />
        </Card>
      )}
    </PageShell>
  );
}
