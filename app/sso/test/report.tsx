import { getTranslations } from 'next-intl/server';
import { fullInstant } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import type { TestReport } from '@/lib/sso/test-report';
import { ClaimTable } from './claim-table';
import { FreshnessCard } from './freshness-card';
import { RoleTable } from './role-table';
import { RuleTable } from './rule-table';
import { VerdictNotice } from './verdict-notice';

/** All that a test found: the verdict first, then why. */
export async function Report({ report }: { report: TestReport }) {
  const { arrived, verdict } = report;
  return (
    <>
      <VerdictNotice verdict={verdict} />
      <Facts report={report} />
      {arrived && (
        <>
          <RuleTable attributes={arrived.attributes} />
          <RoleTable arrived={arrived} />
          <FreshnessCard arrived={arrived} wasAsked={report.mustBeFresh} />
          <ClaimTable arrived={arrived} />
        </>
      )}
    </>
  );
}

async function Facts({ report }: { report: TestReport }) {
  const t = await getTranslations('sso.test.facts');
  const facts: [label: string, value: string][] = [
    [t('at'), await fullInstant(new Date(report.at))],
    ...portalFacts(report.portal, t),
    [t('asked'), report.mustBeFresh ? t('askedYes') : t('askedNo')],
  ];
  return (
    <Card title={t('title')} id="facts">
      <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-[max-content_1fr]">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-muted">{t('kept')}</p>
    </Card>
  );
}

type Words = Awaited<ReturnType<typeof getTranslations<'sso.test.facts'>>>;

function portalFacts(portal: TestReport['portal'], t: Words): [label: string, value: string][] {
  if (portal.kind === 'oidc') {
    return [
      [t('issuer'), portal.issuer],
      [t('clientId'), portal.clientId],
    ];
  }
  return [
    [t('entityId'), portal.entityId ?? t('notDescribed')],
    [t('ownEntityId'), portal.ownEntityId],
  ];
}
