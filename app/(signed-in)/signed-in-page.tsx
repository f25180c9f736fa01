import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { PageFooter } from '@/app/parts/page-footer';
import { logoUrl } from '@/app/parts/page-words';
import { PageShell } from '@/components/page-shell';
import { type HeaderLink, SignedInHeader } from '@/components/signed-in-header';
import type { CurrentSession } from '@/lib/auth/current-session';
import { requestContext } from '@/lib/request-context';
import { homePath } from '@/lib/sign-in/return-path';
import { tabsOf } from '@/lib/utilities/tab-rules';
import type { Role } from '@/lib/utilities/utility';
import { WatchedSession } from './session-watch/watched-session';
import { SignOutForm } from './sign-out-form';

const changePath = '/change-password';

function isAt(path: string): boolean {
  return requestContext().path.split('?', 1)[0] === path;
}

/** Whether the page belongs to a tab: the tab's own page, or one below it. */
function isWithin(path: string): boolean {
  const section = path.split('/', 2).join('/');
  return path.startsWith('/') && requestContext().path.startsWith(`${section}/`);
}

interface SignedInPageProps {
  session: CurrentSession;
  width?: 'medium' | 'wide';
  children: ReactNode;
}

/** The frame of every signed-in page. Who must first do something about their password has nowhere to go but out. */
export async function SignedInPage({ session, width = 'wide', children }: SignedInPageProps) {
  const { person, scope, passwordDuty } = session;
  const { utility } = scope;
  const t = await getTranslations();
  const { help, support } = utility.links;
  const own: HeaderLink[] =
    person.method === 'password' && !passwordDuty
      ? [{ label: t('home.changePassword'), href: changePath, current: isAt(changePath) }]
      : [];
  const external = (label: string, href: string | null): HeaderLink[] =>
    href ? [{ label, href, external: true }] : [];
  const tabs = passwordDuty ? [] : tabsOf(utility, person.roles as Role[]);
  return (
    <>
      <PageShell
        utilityName={utility.name}
        skipText={t('app.skip')}
        width={width}
        header={
          <SignedInHeader
            utilityName={utility.name}
            logoUrl={logoUrl(utility)}
            homeHref={homePath}
            welcome={t('home.welcome', { name: person.fullName })}
            actions={[
              ...own,
              ...external(t('home.help'), help),
              ...external(t('home.support'), support),
            ]}
            tabs={tabs.map(({ tab, href }) => ({
              label: t(`home.${tab}`),
              href,
              current: isWithin(href),
            }))}
            tabsLabel={t('home.tools')}
            newTabText={t('home.newTab')}
          >
            <SignOutForm variant="quiet" label={t('home.signOut')} />
          </SignedInHeader>
        }
        footer={
          <PageFooter>
            {!passwordDuty && (
              <p>
                <a href="/sessions">{t('sessions.title')}</a>
              </p>
            )}
          </PageFooter>
        }
      >
        {children}
      </PageShell>
      <WatchedSession session={session} />
    </>
  );
}
