import { getFormatter, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHeading } from '@/components/page-heading';
import { SectionNav } from '@/components/section-nav';
import { administratorIfAny } from '@/lib/auth/administrator';
import { type CurrentSession, requireSession } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { homePath } from '@/lib/sign-in/return-path';
import { countSharedEmails } from '@/lib/users/shared-emails';
import { SignedInPage } from '../signed-in-page';

const SECTIONS = {
  users: '/admin/users',
  sharedEmails: '/admin/users/shared-emails',
  import: '/admin/users/import',
  audit: '/admin/audit',
} as const;

interface AdminPageProps {
  /** The section that the page is, or belongs to. */
  section: keyof typeof SECTIONS;
  /** Called only for an administrator of this utility. */
  children: (administrator: CurrentSession) => Promise<ReactNode>;
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
  const { count, hasMore } = await countSharedEmails(scope);
  const shared = (await getFormatter()).number(count);
  const labels = {
    users: t('users'),
    sharedEmails: t('sharedEmails', { count: hasMore ? t('many', { count: shared }) : shared }),
    import: t('import'),
    audit: t('audit'),
  };
  return (Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]).map((section) => ({
    label: labels[section],
    href: SECTIONS[section],
    current: section === current,
  }));
}

async function ForAdministrators() {
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
