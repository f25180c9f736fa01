import { getTranslations } from 'next-intl/server';
import { Breakable } from '@/components/breakable';
import { Card } from '@/components/card';
import { DataTable } from '@/components/data-table';
import { StatusTag } from '@/components/status-tag';
import type { ShownEvidence } from '@/lib/sso/shown-evidence-rules';
import { Values } from './values';

/** Each condition that was looked at, also behind one that is not met. */
export async function ConditionTable({ evidence }: { evidence: ShownEvidence }) {
  const { conditions, moreConditions } = evidence;
  const t = await getTranslations('sso.test.conditions');
  if (conditions.length === 0) {
    return (
      <Card title={t('title')} id="conditions">
        <p>{t('none')}</p>
      </Card>
    );
  }
  return (
    <Card title={t('title')} id="conditions">
      <DataTable
        caption={t('caption')}
        columns={[
          { key: 'name', label: t('name') },
          { key: 'found', label: t('found'), isLong: true },
          { key: 'wanted', label: t('wanted'), isLong: true },
          { key: 'met', label: t('met') },
        ]}
        rows={conditions.map(({ name, found, wanted, isMet }, position) => ({
          // Several audience restrictions are called the same.
          key: String(position),
          cells: {
            name: (
              <bdi className="block md:w-48">
                <Breakable text={name} isName />
              </bdi>
            ),
            found: found === null ? t('nothing') : <Values values={[found]} />,
            wanted: wanted && <Values values={[wanted]} />,
            met: (
              <span className="whitespace-nowrap">
                {isMet ? (
                  <StatusTag sign="success" tone="good">
                    {t('yes')}
                  </StatusTag>
                ) : (
                  <StatusTag sign="error" tone="bad">
                    {t('no')}
                  </StatusTag>
                )}
              </span>
            ),
          },
        }))}
      />
      {moreConditions > 0 && <p>{t('more', { count: moreConditions })}</p>}
    </Card>
  );
}
