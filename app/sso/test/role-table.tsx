import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/card';
import { DataTable } from '@/components/data-table';
import type { TestArrival } from '@/lib/sso/test-report';
import { Values } from './values';

/** Which of the portal's values give which role, and those that give none. */
export async function RoleTable({ arrived }: { arrived: TestArrival }) {
  const { roles, unusedRoleValues, moreRoleValues } = arrived;
  const t = await getTranslations('sso.test.roles');
  const role = await getTranslations('admin.role');
  const list = (values: string[], none: string) =>
    values.length > 0 ? <Values values={values} /> : none;
  return (
    <Card title={t('title')} id="roles">
      <DataTable
        caption={t('caption')}
        columns={[
          { key: 'role', label: t('role') },
          { key: 'wanted', label: t('wanted'), isLong: true },
          { key: 'matched', label: t('matched'), isLong: true },
        ]}
        rows={roles.map((rule) => ({
          key: rule.role,
          cells: {
            role: role(rule.role),
            wanted: list(rule.wanted, t('wantedNothing')),
            matched: list(rule.matched, t('matchedNothing')),
          },
        }))}
      />
      {unusedRoleValues.length > 0 && (
        <div className="space-y-1">
          <h3 className="font-semibold">{t('unused')}</h3>
          <Values values={unusedRoleValues} />
          {moreRoleValues > 0 && <p>{t('unusedMore', { count: moreRoleValues })}</p>}
        </div>
      )}
    </Card>
  );
}
