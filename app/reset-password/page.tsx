import { getTranslations } from 'next-intl/server';
import { isJustNow } from '@/app/parts/just-now';
import { PageFooter } from '@/app/parts/page-footer';
import { logoUrl, titled } from '@/app/parts/page-words';
import { WhyHere } from '@/app/parts/why-here';
import { PageShell } from '@/components/page-shell';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { examineLink, isResetRequestId } from '@/lib/password-reset/reset-link';
import { heldLink } from './held-link';
import { InvalidLink, LockedLink, PasswordReset } from './outcomes';
import { ResetPassword } from './reset-password';

export const generateMetadata = () => titled('resetPassword');

export default async function ResetPasswordPage({ searchParams }: PageProps<'/reset-password'>) {
  const query = await searchParams;
  const scope = currentScope();
  const { utility } = scope;
  const held = await heldLink(query.r);
  const link = await orUnavailable(async () =>
    held ? examineLink(scope, held) : { kind: 'invalid' as const },
  );
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={(await getTranslations('app'))('skip')}
      width="medium"
      footer={<PageFooter />}
    >
      <WhyHere query={query} />
      {await content()}
    </PageShell>
  );

  async function content() {
    if (link.kind === 'locked') return <LockedLink username={link.account.username} />;
    if (link.kind === 'good' && held) return <ResetPassword held={held} account={link.account} />;
    const isDone = query.done && link.kind === 'used' && isJustNow(link.usedAt, scope.now());
    if (isDone) return <PasswordReset />;
    return <InvalidLink isForgotten={isResetRequestId(query.r) && !held} />;
  }
}
