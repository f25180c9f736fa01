import { getTranslations } from 'next-intl/server';
import { ForAdministrators } from '@/app/(signed-in)/admin/admin-page';
import { SignedInPage } from '@/app/(signed-in)/signed-in-page';
import { logoUrl, titled } from '@/app/parts/page-words';
import { portalName } from '@/app/parts/user-words';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { PageShell } from '@/components/page-shell';
import { administratorIfAny } from '@/lib/auth/administrator';
import { requireSession } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { heldReport, isAdministratorHere, mayTest } from '@/lib/auth/test-sign-in';
import { answerWith, requestContext } from '@/lib/request-context';
import { oidcConnection } from '@/lib/utilities/portal-rules';
import { BeginCard } from './begin-card';
import { Report } from './report';

export const generateMetadata = () => titled('sso.test');

export default async function SsoTestPage({ searchParams }: PageProps<'/sso/test'>) {
  const asked = (await searchParams).link;
  const link = typeof asked === 'string' ? asked : null;
  const { utility } = requestContext();
  const mayBegin = await orUnavailable(() => mayTest(link));
  const report = await orUnavailable(heldReport);
  const isNobody = !mayBegin && !report;
  // As at every page of User Admin: to the Welcome page, or told that it is not for them.
  if (isNobody && !link && !(await administratorIfAny())) return <ForAdministrators />;
  const isAdministrator = await isAdministratorHere();
  const t = await getTranslations('sso.test');
  const content = (
    <>
      <PageHeading title={t('title')}>
        <p>{t('lead', { portal: await portalName() })}</p>
      </PageHeading>
      <div className="space-y-6">{isNobody ? <DeadLink /> : await ofATest()}</div>
    </>
  );
  const width = report ? 'wide' : 'medium';
  if (isAdministrator) {
    return (
      <SignedInPage session={await requireSession()} width={width}>
        {content}
      </SignedInPage>
    );
  }
  return (
    <PageShell
      utilityName={utility.name}
      logoUrl={logoUrl(utility)}
      skipText={(await getTranslations('app'))('skip')}
      width={width}
    >
      {content}
    </PageShell>
  );

  async function ofATest() {
    if (!oidcConnection(utility)) return <NothingToTest />;
    return (
      <>
        {report && <Report report={report} />}
        {mayBegin ? (
          <BeginCard link={isAdministrator ? null : link} isAgain={report !== null} />
        ) : (
          <p>{t('linkUsed')}</p>
        )}
      </>
    );
  }
}

/** Used up, expired or made up: nobody learns which. */
async function DeadLink() {
  answerWith(403);
  const t = await getTranslations('sso.test.deadLink');
  return (
    <Notice kind="error" title={t('title')}>
      <p>{t('text')}</p>
    </Notice>
  );
}

async function NothingToTest() {
  const t = await getTranslations('sso.test.nothing');
  return (
    <Notice kind="info" title={t('title')}>
      <p>{t('text', { utility: requestContext().utility.name })}</p>
    </Notice>
  );
}
