import { getTranslations } from 'next-intl/server';
import { csvHeaders, seeOther, streamed } from '@/app/parts/answers';
import { administratorIfAny } from '@/lib/auth/administrator';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { requestContext } from '@/lib/request-context';
import { exportedCsv } from '@/lib/users/import/csv-files';
import { exportUsers } from '@/lib/users/import/export-users';
import { importPath } from '../import/import-address';

/** Everybody at the utility, as CSV. A link that is fetched ahead of a click exports nothing. */
export async function GET(): Promise<Response> {
  const administrator = requestContext().isPrefetch ? null : await administratorIfAny();
  if (!administrator) return seeOther(importPath);
  const { scope } = administrator;
  const outcome = await orUnavailable(() => exportUsers(scope));
  if (outcome.kind !== 'ready') return seeOther(importPath);
  const t = await getTranslations('admin.status');
  const day = scope.now().toISOString().slice(0, 10);
  return streamed(
    exportedCsv(outcome.pages, (status) => t(status)),
    csvHeaders(`users-${scope.utility.utilityId}-${day}.csv`),
  );
}
