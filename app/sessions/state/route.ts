import { stateOfSession } from '@/lib/auth/session-state';

/** How the session of this browser stands, for pages that are open. Asking extends nothing. */
export async function GET(): Promise<Response> {
  return Response.json(await stateOfSession(), { headers: { 'Cache-Control': 'no-store' } });
}
