import { getTranslations } from 'next-intl/server';
import { titled } from '@/app/parts/page-words';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { requireSession } from '@/lib/auth/current-session';
import { tabsOf } from '@/lib/utilities/tab-rules';
import type { Role } from '@/lib/utilities/utility';
import { SignedInPage } from '../signed-in-page';

export const generateMetadata = async () => titled((await getTranslations('home'))('title'));

export default async function HomePage({ searchParams }: PageProps<'/home'>) {
  const session = await requireSession();
  const { done } = await searchParams;
  const t = await getTranslations('home');
  const tools = tabsOf(session.scope.utility, session.person.roles as Role[]);
  return (
    <SignedInPage session={session}>
      {done === 'password_created' && (
        <div className="mb-6">
          <Notice kind="success" title={t('passwordCreated')} role="status" />
        </div>
      )}
      <PageHeading title={t('title')}>
        <p>{tools.length > 0 ? t('lead') : t('noTools')}</p>
      </PageHeading>
      <ul className="grid gap-5 sm:grid-cols-2">
        {tools.map(({ tab, href }) => (
          <li key={tab}>
            <Card>
              <h2 className="text-xl font-semibold">
                <a href={href}>{t(tab)}</a>
              </h2>
              <p>{t(`opens.${tab}`)}</p>
            </Card>
          </li>
        ))}
      </ul>
    </SignedInPage>
  );
}
