import { getFormatter, getTranslations } from 'next-intl/server';
import type { Import } from '@/lib/users/import/view-imports';

/** How many lines of a file are what. */
export async function ImportCounts({ found }: { found: Import }) {
  const t = await getTranslations('import.counts');
  const format = await getFormatter();
  const first =
    found.state === 'checked'
      ? ([t('good'), found.good] as const)
      : ([t('added'), found.added] as const);
  const counts = [first, [t('present'), found.present], [t('faulty'), found.faulty]] as const;
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-4">
      {counts.map(([name, count]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="text-xl font-semibold">{format.number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
