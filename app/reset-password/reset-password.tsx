import { getTranslations } from 'next-intl/server';
import { newPasswordWords } from '@/app/parts/new-password-words';
import { shownRequirements } from '@/app/parts/requirement-words';
import { Card } from '@/components/card';
import type { Account } from '@/lib/accounts/account-store';
import { currentScope } from '@/lib/auth/current-scope';
import type { HeldLink } from '@/lib/password-reset/reset-link';
import { ResetPasswordForm } from './reset-password-form';

interface ResetPasswordProps {
  held: HeldLink;
  account: Account;
}

/** For the holder of a link; names the account, since somebody may hold two. */
export async function ResetPassword({ held, account }: ResetPasswordProps) {
  const { utility } = currentScope();
  const { username, fullName, email } = account;
  const t = await getTranslations('resetPassword');
  return (
    <Card title={t('title')} id="password-reset" headingLevel={1}>
      <p>{t.rich('lead', { username: () => <strong>{username}</strong> })}</p>
      <ResetPasswordForm
        resetRequestId={held.resetRequestId}
        words={await newPasswordWords(t('submit'))}
        requirements={await shownRequirements(utility, account)}
        policy={utility.passwords}
        owner={{ username, fullName, email, utilityName: utility.name }}
      />
    </Card>
  );
}
