import { getTranslations } from 'next-intl/server';
import { Button } from '@/components/button';
import { Notice } from '@/components/notice';
import type { HandOutCounts } from '@/lib/users/import/view-imports';
import { importPath } from './import-address';

interface HandOutProps {
  importId: string;
  counts: HandOutCounts;
}

/** How far the people of an import have come, and the sheets by which they are handed passwords. */
export async function HandOut({ importId, counts }: HandOutProps) {
  const t = await getTranslations('import.sheet');
  const { waiting, pending } = counts;
  const standing = (['waiting', 'pending', 'come'] as const).flatMap((state) =>
    counts[state] > 0 ? [t(state, { count: counts[state] })] : [],
  );
  return (
    <section aria-labelledby="sheet-title" className="space-y-4 border-t border-line pt-5">
      <h3 id="sheet-title" className="text-lg font-semibold">
        {t('title')}
      </h3>
      <p className="max-w-measure">{t('lead')}</p>
      <p>{standing.join(' ')}</p>
      {waiting + pending === 0 && <Notice kind="success" title={t('none')} />}
      {waiting > 0 && (
        <div className="space-y-3">
          <h4 className="font-semibold">{t('firstTitle', { count: waiting })}</h4>
          <p className="max-w-measure text-muted">{t('slow')}</p>
          <SheetForm importId={importId} again={false} />
        </div>
      )}
      {pending > 0 && (
        <div className="space-y-3">
          <h4 className="font-semibold">{t('againTitle')}</h4>
          <Notice kind="warning">
            <p>{t('again', { count: waiting + pending })}</p>
          </Notice>
          <SheetForm importId={importId} again />
        </div>
      )}
    </section>
  );
}

/** Printed in a tab of its own, so that this page stays. */
async function SheetForm({ importId, again }: { importId: string; again: boolean }) {
  const t = await getTranslations('import.sheet');
  const look = again ? 'secondary' : 'primary';
  const form = (format: 'print' | 'csv', label: string, variant: 'primary' | 'secondary') => (
    <form
      method="post"
      action={`${importPath}/sheet`}
      target={format === 'print' ? '_blank' : undefined}
    >
      <input type="hidden" name="importId" value={importId} />
      <input type="hidden" name="again" value={again ? 'yes' : 'no'} />
      <input type="hidden" name="format" value={format} />
      <Button variant={variant}>{label}</Button>
    </form>
  );
  return (
    <div className="flex flex-wrap gap-3">
      {form('print', t('print'), look)}
      {form('csv', t('csv'), 'secondary')}
    </div>
  );
}
