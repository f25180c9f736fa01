import { getTranslations } from 'next-intl/server';
import { titled } from '@/app/parts/page-words';
import { portalName, zoneName } from '@/app/parts/user-words';
import { PageHeading } from '@/components/page-heading';
import type { CurrentSession } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { requireSession } from '@/lib/auth/require-session';
import { listMySessions } from '@/lib/my-sessions/list-sessions';
import { SignedInPage } from '../signed-in-page';
import { SessionList } from './session-list';
import { SessionNotices } from './session-notices';

export const generateMetadata = () => titled('sessions');

export default async function SessionsPage({ searchParams }: PageProps<'/sessions'>) {
  const session = await requireSession();
  const { scope } = session;
  const t = await getTranslations('sessions');
  return (
    <SignedInPage session={session}>
      <SessionNotices query={await searchParams} />
      <PageHeading title={t('title')}>
        <p>{t('lead')}</p>
        <p>{await whatIfNotYours(session)}</p>
        <p>{t('zone', { zone: await zoneName() })}</p>
      </PageHeading>
      <SessionList {...(await orUnavailable(() => listMySessions(scope)))} />
    </SignedInPage>
  );
}

async function whatIfNotYours({ person }: CurrentSession) {
  const t = await getTranslations('sessions');
  return person.method === 'sso'
    ? t('unknownToYouPortal', { portal: await portalName() })
    : t.rich('unknownToYou', { link: (chunks) => <a href="/change-password">{chunks}</a> });
}
