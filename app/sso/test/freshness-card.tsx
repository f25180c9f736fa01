import { getTranslations } from 'next-intl/server';
import { portalName } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import { StatusTag } from '@/components/status-tag';
import type { TestArrival } from '@/lib/sso/test-report';
import type { Protocol } from './fault-key';

interface FreshnessCardProps {
  arrived: TestArrival;
  /** Whether the portal was told to ask for the password again. */
  wasAsked: boolean;
  protocol: Protocol;
}

/** Foretells what becomes of this portal's people after an idle sign-out. */
export async function FreshnessCard({ arrived, wasAsked, protocol }: FreshnessCardProps) {
  const { notFresh, mustAskAfterIdle } = arrived;
  const t = await getTranslations('sso.test.fresh');
  const portal = await portalName();
  // The two name differently what they ask for, and what must be answered.
  const own = protocol === 'saml' ? 'saml.' : '';
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
        <p>{t(`${own}goodText`, { portal })}</p>
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
      <p>{t(`${own}${fault}`)}</p>
      <p>{wasAsked ? t(`${own}told`, { portal }) : t('usual', { portal })}</p>
    </Card>
  );
}
