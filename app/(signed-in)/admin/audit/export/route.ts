import type { NextRequest } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { dayOf } from '@/lib/audit-list/day-rules';
import { exportEvents } from '@/lib/audit-list/export-events';
import { readFilter } from '@/lib/audit-list/filter-rules';
import { administratorIfAny } from '@/lib/auth/administrator';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { sayForReader } from '../say';
import { exportBody, FORMATS } from './export-body';

/** Next would answer it by GET, and nothing may be told as exported that nobody got. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { Allow: 'GET' } });
}

/** The filtered list as a file, for an administrator of the utility. */
export async function GET({ nextUrl }: NextRequest): Promise<Response> {
  const administrator = await administratorIfAny();
  const t = await getTranslations();
  if (!administrator) return refused(403, t('forAdministrators.text'));
  const { scope } = administrator;
  const { utilityId, timeZone } = scope.utility;
  const format = formatOf(nextUrl.searchParams.getAll('format'));
  const asked = readFilter(queryOf(nextUrl.searchParams), timeZone);
  if (!format || asked.kind !== 'valid') return refused(400, t('audit.exportRefused'));
  const outcome = await orUnavailable(() => exportEvents(scope, asked.filter, format));
  if (outcome.kind === 'not_allowed') return refused(403, t('forAdministrators.text'));
  const name = `audit-${utilityId}-${dayOf(scope.now(), timeZone)}.${format}`;
  return new Response(exportBody(await sayForReader(), outcome.pages, format), {
    headers: {
      'Content-Type': FORMATS[format].type,
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    },
  });
}

function formatOf(given: string[]): keyof typeof FORMATS | null {
  const [format] = given;
  return given.length === 1 && (format === 'csv' || format === 'json') ? format : null;
}

function queryOf(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [only, ...more] = parameters.getAll(name);
      return [name, more.length > 0 ? [only ?? '', ...more] : (only ?? '')];
    }),
  );
}

function refused(status: number, words: string): Response {
  return new Response(`${words}\n`, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
