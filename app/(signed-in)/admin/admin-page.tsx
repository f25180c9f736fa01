import { getFormatter, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { titled } from '@/app/parts/page-words';
import { ButtonLink } from '@/components/button';
import { PageHeading } from '@/components/page-heading';
import { SectionNav } from '@/components/section-nav';
import { administratorIfAny } from '@/lib/auth/administrator';
import type { CurrentSession } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { requireSession } from '@/lib/auth/require-session';
import type { Counted } from '@/lib/counted-rules';
import { homePath } from '@/lib/sign-in/return-path';
import { countPendingLinks } from '@/lib/users/pending-links';
import { countSharedEmails } from '@/lib/users/shared-emails';
import { SignedInPage } from '../signed-in-page';

const SECTIONS = {
  users: '/admin/users',
  sharedEmails: '/admin/users/shared-emails',
  pendingLinks: '/admin/users/pending-links',
  import: '/admin/users/import',
  audit: '/admin/audit',
} as const;

interface AdminPageProps {
  /** The section that the page is, or belongs to. */
  section: keyof typeof SECTIONS;
  /** Called only for an administrator of this utility. */
  children: (administrator: CurrentSession) => Promise<ReactNode>;
}

/** What the tab says of a page of User Admin, which is another page to who is no administrator. */
export async function titledForAdministrators(page: Parameters<typeof titled>[0]) {
  return titled((await administratorIfAny()) ? page : 'forAdministrators');
}

/** The frame of every page of User Admin; who is no administrator is told so, with status 403. */
export async function AdminPage({ section, children }: AdminPageProps) {
  const administrator = await administratorIfAny();
  if (!administrator) return <ForAdministrators />;
  return (
    <SignedInPage session={administrator}>
      <SectionNav
        label={(await getTranslations('admin'))('sections')}
        sections={await orUnavailable(() => sections(administrator, section))}
      />
      {await orUnavailable(() => children(administrator))}
    </SignedInPage>
  );
}

async function sections({ scope }: CurrentSession, current: keyof typeof SECTIONS) {
  const t = await getTranslations('admin');
  const waiting = await countPendingLinks(scope);
  const labels = {
    users: t('users'),
    sharedEmails: t('sharedEmails', { count: await counted(await countSharedEmails(scope)) }),
    pendingLinks: t('pendingLinks', { count: await counted(waiting) }),
    import: t('import'),
    audit: t('audit'),
  };
  const isLinking = scope.utility.signIn !== 'standalone' || waiting.count > 0;
  return (Object.keys(SECTIONS) as (keyof typeof SECTIONS)[])
    .filter((section) => section !== 'pendingLinks' || isLinking || section === current)
    .map((section) => ({
      label: labels[section],
      href: SECTIONS[section],
      current: section === current,
    }));
}

async function counted({ count, hasMore }: Counted): Promise<string> {
  const number = (await getFormatter()).number(count);
  return hasMore ? (await getTranslations('admin'))('many', { count: number }) : number;
}

/** For somebody who is signed in, and none. */
export async function ForAdministrators() {
  const t = await getTranslations('forAdministrators');
  return (
    <SignedInPage session={await requireSession()} width="medium">
      <PageHeading title={t('title')}>
        <p>{t('text')}</p>
      </PageHeading>
      <ButtonLink href={homePath}>{t('home')}</ButtonLink>
    </SignedInPage>
  );
}
