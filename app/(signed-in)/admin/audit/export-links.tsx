import { getTranslations } from 'next-intl/server';
import { addressQuery, type TypedFilter } from '@/lib/audit-list/filter-rules';

const FORMATS = ['csv', 'json'] as const;

/** Links that save all pages of what the filter asks for. */
export async function ExportLinks({ typed }: { typed: TypedFilter }) {
  const t = await getTranslations('audit');
  const href = (format: string) => {
    const query = [`format=${format}`, addressQuery(typed)].filter((part) => part !== '');
    return `/admin/audit/export?${query.join('&')}`;
  };
  return (
    <section aria-labelledby="export-title" className="space-y-1 print:hidden">
      <h2 id="export-title" className="font-semibold">
        {t('export')}
      </h2>
      <p className="text-sm text-muted">{t('exportHint')}</p>
      <p className="flex flex-wrap gap-x-6">
        {FORMATS.map((format) => (
          <a key={format} href={href(format)} className="inline-flex min-h-9 items-center">
            {t(format)}
          </a>
        ))}
      </p>
    </section>
  );
}
