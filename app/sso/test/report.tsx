import { getTranslations } from 'next-intl/server';
import { fullInstant } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import type { TestReport } from '@/lib/sso/test-report';
import { AssertionCard } from './assertion-card';
import { ClaimTable } from './claim-table';
import { ConditionTable } from './condition-table';
import { type Fact, FactList } from './fact-list';
import { FreshnessCard } from './freshness-card';
import { RoleTable } from './role-table';
import { RuleTable } from './rule-table';
import { SignatureCard } from './signature-card';
import { VerdictNotice } from './verdict-notice';

/** All that a test found: the verdict first, then why. */
export async function Report({ report }: { report: TestReport }) {
  const { arrived, evidence, portal, verdict } = report;
  return (
    <>
      <VerdictNotice verdict={verdict} protocol={portal.kind} />
      <Facts report={report} />
      {arrived && (
        <>
          <RuleTable attributes={arrived.attributes} />
          <RoleTable arrived={arrived} />
          <FreshnessCard arrived={arrived} wasAsked={report.mustBeFresh} protocol={portal.kind} />
          <ClaimTable arrived={arrived} protocol={portal.kind} />
        </>
      )}
      {evidence && portal.kind === 'saml' && (
        <>
          {wasLookedInto(report) && (
            <>
              <SignatureCard evidence={evidence} known={portal.certificates} />
              <ConditionTable evidence={evidence} />
            </>
          )}
          <AssertionCard evidence={evidence} isBelieved={arrived !== null} />
        </>
      )}
    </>
  );
}

/** A portal that says no need sign nothing, and what came to another request was not read. */
function wasLookedInto({ evidence, verdict }: TestReport): boolean {
  const isNo = verdict.kind === 'refused' && verdict.fault === 'portal_refused';
  return !isNo && evidence !== null && evidence.xml !== null;
}

async function Facts({ report }: { report: TestReport }) {
  const t = await getTranslations('sso.test.facts');
  const facts: Fact[] = [
    [t('at'), await fullInstant(new Date(report.at))],
    ...portalFacts(report.portal, t),
    [t('asked'), report.mustBeFresh ? t('askedYes') : t('askedNo')],
  ];
  return (
    <Card title={t('title')} id="facts">
      <FactList facts={facts} />
      <p className="text-sm text-muted">{t('kept')}</p>
    </Card>
  );
}

type Words = Awaited<ReturnType<typeof getTranslations<'sso.test.facts'>>>;

function portalFacts(portal: TestReport['portal'], t: Words): Fact[] {
  if (portal.kind === 'oidc') {
    return [
      [t('issuer'), portal.issuer],
      [t('clientId'), portal.clientId],
    ];
  }
  return [
    [t('entityId'), portal.entityId ?? t('notDescribed')],
    [t('ownEntityId'), portal.ownEntityId],
    [t('consumer'), portal.consumer],
    [t('requests'), t(`requestSigning.${portal.requests}`)],
  ];
}
