import { getTranslations } from 'next-intl/server';
import { csvHeaders, seeOther, streamed } from '@/app/parts/answers';
import { administratorIfAny } from '@/lib/auth/administrator';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { requestContext } from '@/lib/request-context';
import { type ExportWords, exportedCsv } from '@/lib/users/import/csv-files';
import { exportUsers } from '@/lib/users/import/export-users';
import { importPath } from '../import/import-address';

/** Everybody at the utility, as CSV. A link that is fetched ahead of a click exports nothing. */
export async function GET(): Promise<Response> {
  const administrator = requestContext().isPrefetch ? null : await administratorIfAny();
  if (!administrator) return seeOther(importPath);
  const { scope } = administrator;
  const outcome = await orUnavailable(() => exportUsers(scope));
  if (outcome.kind !== 'ready') return seeOther(importPath);
  const day = scope.now().toISOString().slice(0, 10);
  return streamed(
    exportedCsv(outcome.pages, await exportWords()),
    csvHeaders(`users-${scope.utility.utilityId}-${day}.csv`),
  );
}

async function exportWords(): Promise<ExportWords> {
  const t = await getTranslations();
  return {
    columns: {
      fullName: t('import.column.fullName'),
      username: t('import.column.username'),
      email: t('import.column.email'),
      roles: t('import.column.roles'),
      signIn: t('import.column.signIn'),
      status: t('users.column.status'),
      lastSignIn: t('users.column.lastSignIn'),
    },
    role: (role) => t(`admin.role.${role}`),
    method: (method) => t(`admin.method.${method}`),
    status: (status) => t(`admin.status.${status}`),
  };
}
