import { getTranslations } from 'next-intl/server';
import { PageFooter } from '@/app/parts/page-footer';
import { logoUrl, titled, titledAs } from '@/app/parts/page-words';
import { WhyHere } from '@/app/parts/why-here';
import { PageShell } from '@/components/page-shell';
import { currentScope } from '@/lib/auth/current-scope';
import { InvalidLink, LockedLink, PasswordReset } from './outcomes';
import { ResetPassword } from './reset-password';
import { type ResetStage, resetStage } from './reset-stage';

export async function generateMetadata({ searchParams }: PageProps<'/reset-password'>) {
  const { r, done } = await searchParams;
  const stage = await resetStage(r, Boolean(done));
  const t = await getTranslations('resetPassword');
  switch (stage.kind) {
    case 'good':
      return titled('resetPassword');
    case 'locked':
      return titledAs(t('locked', { username: stage.account.username }));
    case 'done':
      return titledAs(t('done'));
    default:
      return titledAs(t(stage.kind === 'forgotten' ? 'openAgain' : 'invalid'));
  }
}

export default async function ResetPasswordPage({ searchParams }: PageProps<'/reset-password'>) {
  const query = await searchParams;
  const { utility } = currentScope();
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={(await getTranslations('app'))('skip')}
      width="medium"
      footer={<PageFooter />}
    >
      <WhyHere query={query} />
      <Content stage={await resetStage(query.r, Boolean(query.done))} />
    </PageShell>
  );
}

function Content({ stage }: { stage: ResetStage }) {
  switch (stage.kind) {
    case 'good':
      return <ResetPassword held={stage.held} account={stage.account} />;
    case 'locked':
      return <LockedLink username={stage.account.username} />;
    case 'done':
      return <PasswordReset />;
    default:
      return <InvalidLink isForgotten={stage.kind === 'forgotten'} />;
  }
}
