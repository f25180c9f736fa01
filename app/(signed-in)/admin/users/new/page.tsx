import { getTranslations } from 'next-intl/server';
import { methodChoices, roleChoices, userFormWords } from '@/app/parts/user-form-words';
import { portalName } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import { PageHeading } from '@/components/page-heading';
import type { Role } from '@/lib/utilities/utility';
import { AdminPage, titledForAdministrators } from '../../admin-page';
import { typedPasswordWords } from '../typed-password-words';
import { AddUserForm } from './add-user-form';

export const generateMetadata = () => titledForAdministrators('addUser');

export default async function AddUserPage() {
  const t = await getTranslations('addUser');
  return (
    <AdminPage section="users">
      {async ({ person, scope }) => (
        <div className="max-w-medium">
          <PageHeading title={t('title')}>
            <p>
              {scope.utility.signIn === 'sso'
                ? t('leadSso', { portal: await portalName() })
                : t('lead')}
            </p>
          </PageHeading>
          <Card>
            <AddUserForm
              words={{
                ...(await userFormWords()),
                submit: t('submit'),
                another: t('another'),
                edit: t('edit'),
                back: t('back'),
              }}
              roles={await roleChoices(person.roles as Role[])}
              methods={await methodChoices()}
              password={await typedPasswordWords(scope.utility)}
            />
          </Card>
        </div>
      )}
    </AdminPage>
  );
}
