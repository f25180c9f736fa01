import { getTranslations } from 'next-intl/server';
import { Button } from '@/components/button';
import { discardImportAction } from './actions';

/** Throws a file away of which nobody was added. */
export async function DiscardForm({ importId }: { importId: string }) {
  const t = await getTranslations('import');
  return (
    <form action={discardImportAction}>
      <input type="hidden" name="importId" value={importId} />
      <Button variant="secondary">{t('discard')}</Button>
    </form>
  );
}
