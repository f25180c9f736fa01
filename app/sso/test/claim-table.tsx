import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/card';
import { DataTable } from '@/components/data-table';
import type { ShownClaim } from '@/lib/sso/shown-claims-rules';
import type { TestArrival } from '@/lib/sso/test-report';
import { Values } from './values';

/** Every claim of the ID token, and of userinfo where that was asked. */
export async function ClaimTable({ arrived: { claims, more } }: { arrived: TestArrival }) {
  const t = await getTranslations('sso.test.claims');
  return (
    <Card title={t('title')} id="claims">
      <DataTable
        caption={t('caption')}
        columns={[
          { key: 'name', label: t('name') },
          { key: 'value', label: t('value'), isLong: true },
          { key: 'source', label: t('source') },
        ]}
        rows={claims.map((claim, position) => ({
          // Two long names may begin alike.
          key: String(position),
          cells: {
            name: <bdi className="font-mono text-sm">{claim.name}</bdi>,
            value: <Value claim={claim} />,
            source: t(claim.source),
          },
        }))}
      />
      {more > 0 && <p>{t('more', { count: more })}</p>}
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
