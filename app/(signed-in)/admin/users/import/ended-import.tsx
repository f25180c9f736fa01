import { getTranslations } from 'next-intl/server';
import { Button } from '@/components/button';
import { Notice } from '@/components/notice';
import type { ImportView } from '@/lib/users/import/view-imports';
import { startImportAction } from './actions';
import { HandOut } from './hand-out';
import { ImportCounts } from './import-counts';

/** An import of which nothing is under way any more. */
export async function EndedImport({ view: { found, handOuts } }: { view: ImportView }) {
  const t = await getTranslations('import');
  return (
    <>
      {found.state === 'finished' ? (
        <Notice kind="success" title={t('finished', { count: found.added })} />
      ) : (
        <>
          <Notice
            kind="warning"
            title={t('stopped', { count: found.added, name: found.actorName ?? '' })}
          />
          <form action={startImportAction}>
            <input type="hidden" name="importId" value={found.importId} />
            <Button>{t('goOn')}</Button>
          </form>
        </>
      )}
      <ImportCounts found={found} />
      {handOuts && handOuts.waiting + handOuts.pending + handOuts.come > 0 && (
        <HandOut importId={found.importId} counts={handOuts} />
      )}
    </>
  );
}
