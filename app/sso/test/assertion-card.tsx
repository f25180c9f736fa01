import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/card';
import { StatusTag } from '@/components/status-tag';
import type { ShownEvidence } from '@/lib/sso/shown-evidence-rules';

interface AssertionCardProps {
  evidence: ShownEvidence;
  /** Whether everything about it was good. */
  isBelieved: boolean;
}

/** What came, letter by letter; its lines are broken rather than scrolled, so that no key is needed to read them. */
export async function AssertionCard({ evidence: { xml }, isBelieved }: AssertionCardProps) {
  if (xml === null) return null;
  const t = await getTranslations('sso.test.assertion');
  return (
    <Card title={t('title')} id="assertion">
      {!isBelieved && (
        <>
          <StatusTag sign="warning" tone="attention">
            {t('notBelieved')}
          </StatusTag>
          <p>{t('notBelievedText')}</p>
        </>
      )}
      <details>
        <summary>{t('show')}</summary>
        <pre dir="ltr" className="mt-2 font-mono text-sm break-all whitespace-pre-wrap">
          {xml}
        </pre>
      </details>
      <p className="text-sm text-muted">{t('note')}</p>
    </Card>
  );
}
