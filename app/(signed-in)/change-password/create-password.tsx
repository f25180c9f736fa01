import { getTranslations } from 'next-intl/server';
import { newPasswordWords } from '@/app/parts/new-password-words';
import { shownRequirements } from '@/app/parts/requirement-words';
import { type Query, WhyHere } from '@/app/parts/why-here';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import type { CurrentSession } from '@/lib/auth/current-session';
import { SignedInPage } from '../signed-in-page';
import { CreatePasswordForm } from './create-password-form';

export interface PasswordPageParts {
  session: CurrentSession;
  query: Query;
  returnTo: string;
}

/** Instead of the temporary password, or that it has expired. */
export async function CreatePassword({ session, query, returnTo }: PasswordPageParts) {
  const { utility } = session.scope;
  const t = await getTranslations('createPassword');
  if (session.temporaryPasswordExpired) {
    const { contact } = utility;
    return (
      <SignedInPage session={session} width="medium">
        <Notice kind="error" headsPage title={t('expired')}>
          <p>{contact ? t('expiredHelpAt', { contact }) : t('expiredHelp')}</p>
        </Notice>
      </SignedInPage>
    );
  }
  return (
    <SignedInPage session={session} width="medium">
      <PageHeading title={t('title')}>
        <p>{t('lead')}</p>
      </PageHeading>
      <WhyHere query={query} />
      <Card>
        <CreatePasswordForm
          returnTo={returnTo}
          words={await newPasswordWords(t('submit'))}
          requirements={await shownRequirements(utility, session.person)}
          policy={utility.passwords}
          owner={ownerOf(session)}
        />
      </Card>
    </SignedInPage>
  );
}

/** Whose password it is, for the rules that know names. */
export function ownerOf({ person, scope }: CurrentSession) {
  const { username, fullName, email } = person;
  return { username, fullName, email, utilityName: scope.utility.name };
}
