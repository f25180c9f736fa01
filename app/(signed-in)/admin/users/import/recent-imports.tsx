import { getTranslations } from 'next-intl/server';
import { shortInstant, zoneName } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import { DataTable } from '@/components/data-table';
import type { Scope } from '@/lib/scope';
import { listImports } from '@/lib/users/import/view-imports';
import { importAddress } from './import-address';

/** The files of late, each with where it stands. */
export async function RecentImports({ scope }: { scope: Scope }) {
  const t = await getTranslations('import');
  const zone = await zoneName();
  const imports = await listImports(scope);
  return (
    <Card title={t('recent.title')} id="recent">
      {imports.length === 0 ? (
        <p>{t('recent.none')}</p>
      ) : (
        <>
          <DataTable
            caption={t('recent.title')}
            columns={[
              { key: 'file', label: t('recent.file'), isLong: true },
              { key: 'when', label: t('recent.when') },
              { key: 'by', label: t('recent.by') },
              { key: 'state', label: t('recent.state') },
            ]}
            rows={imports.map(({ importId, fileName, createdAt, actorName, state, added }) => ({
              key: importId,
              cells: {
                file: <a href={importAddress(importId)}>{fileName}</a>,
                when: shortInstant(createdAt),
                by: actorName ?? t('recent.operator'),
                state: t(`state.${state}`, { added }),
              },
            }))}
          />
          <p className="text-sm text-muted">
            {t('recent.kept')} {(await getTranslations('users'))('zone', { zone })}
          </p>
        </>
      )}
    </Card>
  );
}
