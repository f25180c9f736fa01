import { getTranslations } from 'next-intl/server';
import { ForAdministrators } from '@/app/(signed-in)/admin/admin-page';
import { titled } from '@/app/parts/page-words';
import { portalName } from '@/app/parts/user-words';
import { PageHeading } from '@/components/page-heading';
import { administratorIfAny } from '@/lib/auth/administrator';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { heldReport, isAdministratorHere, mayTest } from '@/lib/auth/test-sign-in';
import { requestContext } from '@/lib/request-context';
import { portalConnection } from '@/lib/utilities/portal-rules';
import { BeginCard } from './begin-card';
import { DeadLink, NothingToTest } from './outcomes';
import { Report } from './report';
import { TestFrame } from './test-frame';

type Props = PageProps<'/sso/test'>;

export async function generateMetadata({ searchParams }: Props) {
  const { link } = await searchParams;
  const isOpen =
    typeof link === 'string' || (await isAdministratorHere()) || (await orUnavailable(heldReport));
  return titled(isOpen ? 'sso.test' : 'forAdministrators');
}

export default async function SsoTestPage({ searchParams }: Props) {
  const asked = (await searchParams).link;
  const link = typeof asked === 'string' ? asked : null;
  const mayBegin = await orUnavailable(() => mayTest(link));
  const report = await orUnavailable(heldReport);
  const isNobody = !mayBegin && !report;
  // As at every page of User Admin: to the Welcome page, or told that it is not for them.
  if (isNobody && !link && !(await administratorIfAny())) return <ForAdministrators />;
  const isAdministrator = await isAdministratorHere();
  const hasPortal = portalConnection(requestContext().utility) !== null;
  const t = await getTranslations('sso.test');
  return (
    <TestFrame isAdministrator={isAdministrator} width={report ? 'wide' : 'medium'}>
      <PageHeading title={t('title')}>
        {hasPortal && <p>{t('lead', { portal: await portalName() })}</p>}
      </PageHeading>
      <div className="space-y-6">{content()}</div>
    </TestFrame>
  );

  function content() {
    if (isNobody) return <DeadLink />;
    if (!hasPortal) return <NothingToTest isAdministrator={isAdministrator} />;
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
