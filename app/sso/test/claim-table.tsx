import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/card';
import { DataTable } from '@/components/data-table';
import type { ShownClaim } from '@/lib/sso/shown-claims-rules';
import type { TestArrival } from '@/lib/sso/test-report';
import type { Protocol } from './fault-key';
import { Values } from './values';

interface ClaimTableProps {
  arrived: TestArrival;
  protocol: Protocol;
}

/** Every claim of the ID token, and of userinfo where that was asked; in SAML every attribute. */
export async function ClaimTable({ arrived: { claims, more }, protocol }: ClaimTableProps) {
  const t = await getTranslations('sso.test.claims');
  const own = protocol === 'saml' ? 'saml.' : '';
  const source = { key: 'source', label: t('source') };
  return (
    <Card title={t('title')} id="claims">
      <DataTable
        caption={t(`${own}caption`)}
        columns={[
          { key: 'name', label: t(`${own}name`) },
          { key: 'value', label: t('value'), isLong: true },
          ...(protocol === 'oidc' ? [source] : []),
        ]}
        rows={claims.map((claim, position) => ({
          // Two long names may begin alike.
          key: String(position),
          cells: {
            name: <bdi className="font-mono text-sm">{claim.name}</bdi>,
            value: <Value claim={claim} />,
            source: claim.source && t(claim.source),
          },
        }))}
      />
      {more > 0 && <p>{t(`${own}more`, { count: more })}</p>}
      <p className="text-sm text-muted">{t('note')}</p>
    </Card>
  );
}

async function Value({ claim: { value, cut } }: { claim: ShownClaim }) {
  const t = await getTranslations('sso.test.claims');
  if (value === null) return <span className="text-muted">{t('hidden')}</span>;
  return (
    <>
      <Values values={[value]} />
      {cut > 0 && <span className="text-sm text-muted">{t('cut', { count: cut })}</span>}
    </>
  );
}
