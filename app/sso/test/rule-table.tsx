import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/card';
import { DataTable } from '@/components/data-table';
import { StatusTag } from '@/components/status-tag';
import type { AttributeRule } from '@/lib/sso/attribute-mapping';
import { ROLES } from '@/lib/utilities/utility';
import { Values } from './values';

/** What each attribute was taken from, what stood there, and what was made of it. */
export async function RuleTable({ attributes }: { attributes: AttributeRule[] }) {
  const t = await getTranslations('sso.test.rules');
  const rows = attributes.map(async (rule) => ({
    key: rule.target,
    cells: {
      target: t(`targets.${rule.target}`),
      from: <From rule={rule} />,
      found: rule.found.length > 0 ? <Values values={rule.found} /> : t('nothing'),
      made: <Made rule={rule} />,
    },
  }));
  return (
    <Card title={t('title')} id="rules">
      <DataTable
        caption={t('caption')}
        columns={[
          { key: 'target', label: t('target') },
          { key: 'from', label: t('from'), isLong: true },
          { key: 'found', label: t('found'), isLong: true },
          { key: 'made', label: t('made'), isLong: true },
        ]}
        rows={await Promise.all(rows)}
      />
    </Card>
  );
}

async function From({ rule: { from, configured, found } }: { rule: AttributeRule }) {
  const t = await getTranslations('sso.test.rules');
  const how = configured ? t('configured') : found.length > 0 ? t('default') : t('looked');
  return (
    <div className="min-w-40">
      <Values values={from} />
      <span className="block text-sm text-muted">{how}</span>
    </div>
  );
}

async function Made({ rule: { target, value, fault } }: { rule: AttributeRule }) {
  const t = await getTranslations('sso.test.mappingFault');
  const keepsOut = value === null && target !== 'fullName' && target !== 'email';
  return (
    <>
      {value && <Values values={target === 'roles' ? await inWords(value) : [value]} />}
      {fault && (
        <StatusTag {...(keepsOut ? { sign: 'error', tone: 'bad' } : WARNING)}>{t(fault)}</StatusTag>
      )}
    </>
  );
}

async function inWords(roles: string): Promise<string[]> {
  const t = await getTranslations('admin.role');
  return ROLES.filter((role) => roles.split(', ').includes(role)).map((role) => t(role));
}

const WARNING = { sign: 'warning', tone: 'attention' } as const;
