import { getTranslations } from 'next-intl/server';
import { roleChoices, userFormWords } from '@/app/parts/user-form-words';
import { portalName } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { answerWith } from '@/lib/request-context';
import { findUser, type UserDetails } from '@/lib/users/find-user';
import { portalLinkOf } from '@/lib/users/portal-link';
import { userAdminPath } from '@/lib/utilities/tab-rules';
import type { Role } from '@/lib/utilities/utility';
import { isUuid } from '@/lib/uuid';
import { AdminPage, titledForAdministrators } from '../../admin-page';
import { LonelyAdministrator } from '../portal-notices';
import { EditUserForm } from './edit-user-form';
import { PendingLinkNotice } from './pending-link-notice';
import { UserActs } from './user-acts';
import { UserFacts } from './user-facts';
import { UserNotices } from './user-notices';

export const generateMetadata = () => titledForAdministrators('editUser');

export default async function EditUserPage(props: PageProps<'/admin/users/[userId]'>) {
  const { userId } = await props.params;
  const query = await props.searchParams;
  const t = await getTranslations('editUser');
  return (
    <AdminPage section="users">
      {async ({ person, scope }) => {
        const user = isUuid(userId) ? await findUser(scope, userId) : null;
        if (!user) return <NobodyHere />;
        const isPortals = user.signInMethod === 'sso';
        const isOneself = user.userId === person.userId;
        const { utility } = scope;
        const link = await portalLinkOf(scope, user.userId);
        return (
          <>
            <PageHeading title={t('title')}>
              <p className="text-lg font-semibold text-ink">{user.fullName}</p>
            </PageHeading>
            <UserNotices user={user} query={query} isOneself={isOneself}>
              <LonelyAdministrator scope={scope} userId={user.userId} />
              {link.pending && (
                <PendingLinkNotice
                  user={user}
                  link={link.pending}
                  holder={link.holder}
                  utility={utility}
                  isOneself={isOneself}
                />
              )}
            </UserNotices>
            <UserFacts user={user} link={link} now={scope.now()} />
            <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
              <UserActs user={user} link={link} utility={utility} isOneself={isOneself} />
              <Card title={t('fields')} id="fields">
                {isPortals && <p>{t('ssoFields', { portal: await portalName() })}</p>}
                <EditUserForm
                  words={await editWords()}
                  user={fieldsOf(user)}
                  roles={await roleChoices(person.roles as Role[])}
                  isPortals={isPortals}
                  emailHint={await emailHintOf(user)}
                />
              </Card>
            </div>
            <p className="mt-6">
              <a href={userAdminPath}>{t('back')}</a>
            </p>
          </>
        );
      }}
    </AdminPage>
  );
}

/** What the form needs; the browser gets no more of the account than that. */
function fieldsOf({ userId, version, fullName, username, email, roles }: UserDetails) {
  return { userId, version, fullName, username, email, roles, method: '' };
}

async function emailHintOf({ email, signInMethod }: UserDetails): Promise<string | undefined> {
  if (email !== '') return undefined;
  const t = await getTranslations('userForm');
  return signInMethod === 'sso'
    ? t('emailNotTold', { portal: await portalName() })
    : t('emailNone');
}

async function editWords() {
  const t = await getTranslations('editUser');
  return {
    ...(await userFormWords()),
    save: t('save'),
    meanwhile: t('meanwhile'),
    meanwhileText: t('meanwhileText'),
    meanwhileField: t('meanwhileField'),
    meanwhileNow: t('meanwhileNow'),
    meanwhileYours: t('meanwhileYours'),
    discard: t('discard'),
  };
}

/** Also for an id of another utility: nothing says that it is one. */
async function NobodyHere() {
  answerWith(404);
  const t = await getTranslations('editUser');
  return (
    <>
      <PageHeading title={t('title')} />
      <Notice kind="error" title={t('unknown')}>
        <p>{t('unknownText')}</p>
      </Notice>
      <p className="mt-6">
        <a href={userAdminPath}>{t('back')}</a>
      </p>
    </>
  );
}
