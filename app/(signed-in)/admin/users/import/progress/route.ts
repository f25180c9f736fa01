import type { NextRequest } from 'next/server';
import { sessionIfAny } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { viewProgress } from '@/lib/users/import/view-imports';
import { isAdministrator } from '@/lib/utilities/tab-rules';
import { importIdOf } from '../import-address';
import { shownProgress } from './progress-words';

/** How far an import is, for the page that watches it; watching is no activity. */
export async function GET(request: NextRequest): Promise<Response> {
  const session = await sessionIfAny();
  if (!session || session.passwordDuty || !isAdministrator(session.person.roles)) {
    return answer(403, {});
  }
  const importId = importIdOf(request.nextUrl.searchParams.get('id'));
  const seen = importId && (await orUnavailable(() => viewProgress(session.scope, importId)));
  return seen ? answer(200, await shownProgress(seen.found, seen.progress)) : answer(404, {});
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } });
}
