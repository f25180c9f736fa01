import { getTranslations } from 'next-intl/server';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { Pager } from '@/components/pager';
import { findUser } from '@/lib/users/find-user';
import { listSharedEmails } from '@/lib/users/shared-emails';
import { isUuid } from '@/lib/uuid';
import { AdminPage, titledForAdministrators } from '../../admin-page';
import { SharedEmailCard } from './shared-email-card';

export const generateMetadata = () => titledForAdministrators('sharedEmails');

type Props = PageProps<'/admin/users/shared-emails'>;

const PATH = '/admin/users/shared-emails';

/** Longer than any address, and nothing that the database could not compare. */
const isPlace = (text: string) => text.length <= 4_000 && !text.includes('\0');

export default async function SharedEmailsPage({ searchParams }: Props) {
  const { after, saved } = await searchParams;
  const t = await getTranslations('sharedEmails');
  const users = await getTranslations('users');
  return (
    <AdminPage section="sharedEmails">
      {async ({ scope }) => {
        const place = typeof after === 'string' && isPlace(after) ? after : '';
        const { emails, next } = await listSharedEmails(scope, place);
        const user = isUuid(saved) ? await findUser(scope, saved) : null;
        return (
          <div className="max-w-medium space-y-6">
            <PageHeading title={t('title')}>
              <p>{emails.length > 0 ? t('lead') : t('none')}</p>
            </PageHeading>
            {user && <Notice kind="success" title={t('saved', { ...named(user) })} role="status" />}
            <ul className="space-y-5">
              {emails.map((email) => (
                <li key={email.emailKey}>
                  <SharedEmailCard email={email} />
                </li>
              ))}
            </ul>
            <Pager
              label={users('pages')}
              links={[
                { label: users('first'), href: place ? PATH : null },
                {
                  label: users('next'),
                  href: next && `${PATH}?${new URLSearchParams({ after: next })}`,
                },
              ]}
            />
          </div>
        );
      }}
    </AdminPage>
  );
}

function named({ username, email }: { username: string; email: string }) {
  return { username, email };
}
