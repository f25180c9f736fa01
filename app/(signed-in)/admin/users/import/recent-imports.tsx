import { getTranslations } from 'next-intl/server';
import { shortInstant, zoneName } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import type { Scope } from '@/lib/scope';
import { listImports } from '@/lib/users/import/view-imports';
import { importAddress } from './import-address';

const HEAD = 'py-2 pr-6 text-left text-sm font-semibold text-muted';
const CELL = 'py-2 pr-6 align-top';

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
          <div className="overflow-x-auto">
            <table className="w-full">
              <thead>
                <tr className="border-b border-line">
                  <th scope="col" className={HEAD}>
                    {t('recent.file')}
                  </th>
                  <th scope="col" className={HEAD}>
                    {t('recent.when')}
                  </th>
                  <th scope="col" className={HEAD}>
                    {t('recent.by')}
                  </th>
                  <th scope="col" className={HEAD}>
                    {t('recent.state')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {imports.map(({ importId, fileName, createdAt, actorName, state, added }) => (
                  <tr key={importId} className="border-b border-line">
                    <td className={CELL}>
                      <a href={importAddress(importId)} className="inline-block py-0.5">
                        {fileName}
                      </a>
                    </td>
                    <td className={CELL}>{shortInstant(createdAt)}</td>
                    <td className={CELL}>{actorName ?? t('recent.operator')}</td>
                    <td className={CELL}>{t(`state.${state}`, { added })}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="text-sm text-muted">
            {t('recent.kept')} {(await getTranslations('users'))('zone', { zone })}
          </p>
        </>
      )}
    </Card>
  );
}
