import type { Locale } from '@/lib/locale-rules';
import type { ExportWords } from '@/lib/users/import/csv-files';
import { catalogueOf } from '@/lib/words';

/** As the page has them for whoever reads a language. */
export function exportWords(locale: Locale): ExportWords {
  const { admin, import: words, users } = catalogueOf(locale);
  const { status, lastSignIn } = users.column;
  return {
    columns: { ...words.column, status, lastSignIn },
    role: (role) => admin.role[role],
    method: (method) => admin.method[method],
    status: (one) => admin.status[one],
  };
}
