import { getTranslations } from 'next-intl/server';
import { portalName } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import { StatusTag } from '@/components/status-tag';
import type { TestArrival } from '@/lib/sso/test-report';

interface FreshnessCardProps {
  arrived: TestArrival;
  /** Whether the portal was told to ask for the password again. */
  wasAsked: boolean;
}

/** Foretells what becomes of this portal's people after an idle sign-out. */
export async function FreshnessCard({ arrived, wasAsked }: FreshnessCardProps) {
  const { notFresh, mustAskAfterIdle } = arrived;
  const t = await getTranslations('sso.test.fresh');
  const portal = await portalName();
  if (!mustAskAfterIdle) {
    return (
      <Card title={t('title')} id="fresh">
        <StatusTag sign="info" tone="neutral">
          {t('off')}
        </StatusTag>
        <p>{t('offText')}</p>
      </Card>
    );
  }
  if (!notFresh) {
    return (
      <Card title={t('title')} id="fresh">
        <StatusTag sign="success" tone="good">
          {t('good')}
        </StatusTag>
        <p>{t('goodText', { portal })}</p>
      </Card>
    );
  }
  const fault = notFresh === 'auth_time_missing' ? 'missing' : 'old';
  return (
    <Card title={t('title')} id="fresh">
      {wasAsked ? (
        <StatusTag sign="error" tone="bad">
          {t('refused')}
        </StatusTag>
      ) : (
        <StatusTag sign="warning" tone="attention">
          {t('open')}
        </StatusTag>
      )}
      <p>{t(fault)}</p>
      <p>{wasAsked ? t('told', { portal }) : t('usual', { portal })}</p>
    </Card>
  );
}
