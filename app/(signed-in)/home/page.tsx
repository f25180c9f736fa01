import { getTranslations } from 'next-intl/server';
import { titled } from '@/app/parts/page-words';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { requireSession } from '@/lib/auth/require-session';
import { tabsOf } from '@/lib/utilities/tab-rules';
import type { Role } from '@/lib/utilities/utility';
import { SignedInPage } from '../signed-in-page';

export const generateMetadata = () => titled('home');

export default async function HomePage({ searchParams }: PageProps<'/home'>) {
  const session = await requireSession();
  const { done } = await searchParams;
  const t = await getTranslations();
  const tools = tabsOf(session.scope.utility, session.person.roles as Role[]);
  return (
    <SignedInPage session={session}>
      {done === 'password_created' && (
        <div className="mb-6">
          <Notice kind="success" title={t('home.passwordCreated')} role="status" />
        </div>
      )}
      <PageHeading title={t('home.title')}>
        <p>{tools.length > 0 ? t('home.lead') : t('home.noTools')}</p>
      </PageHeading>
      <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {tools.map(({ tab, href }) => (
          <li key={tab} className="card-link">
            <Card>
              <h2 className="text-xl font-semibold">{t(`home.${tab}`)}</h2>
              <p>
                {/* By a name of its own: the tool's is the tab's. */}
                <a href={href}>{t(`home.opens.${tab}`)}</a>
              </p>
            </Card>
          </li>
        ))}
      </ul>
    </SignedInPage>
  );
}
