import { getTranslations } from 'next-intl/server';
import { Button } from '@/components/button';
import { Notice } from '@/components/notice';
import type { ImportView } from '@/lib/users/import/view-imports';
import { startImportAction } from './actions';
import { DiscardForm } from './discard-form';
import { ImportCounts } from './import-counts';

/** What a file holds, before anybody is added. */
export async function CheckedImport({ view: { found, emailsShared } }: { view: ImportView }) {
  const t = await getTranslations('import');
  return (
    <>
      <ImportCounts found={found} />
      {emailsShared > 0 && (
        <Notice kind="warning">
          <p>
            {emailsShared > 1000
              ? t('manySharedEmails')
              : t('sharedEmails', { count: emailsShared })}
          </p>
        </Notice>
      )}
      {found.good === 0 && <Notice kind="info" title={t('nobodyToAdd')} />}
      <div className="flex flex-wrap gap-3">
        {found.good > 0 && (
          <form action={startImportAction}>
            <input type="hidden" name="importId" value={found.importId} />
            <Button>{t('start', { count: found.good })}</Button>
          </form>
        )}
        <DiscardForm importId={found.importId} />
      </div>
    </>
  );
}
