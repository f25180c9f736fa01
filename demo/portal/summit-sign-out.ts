import type { IncomingMessage, ServerResponse } from 'node:http';
import { cookieOf, queryOf, rawQueryOf, seeOther } from '@/demo/portal/http';
import { readLogoutAnswer, readLogoutRequest } from '@/demo/portal/summit-inbound';
import { answerLogout, requestLogout } from '@/demo/portal/summit-outbound';
import { show, signedOutPage } from '@/demo/portal/summit-pages';
import { readService } from '@/demo/portal/summit-service';
import { cookie, reach, SESSION, type SummitState, sessionOf } from '@/demo/portal/summit-state';

const NOT_CONFIRMED = '/summit/signed-out?unconfirmed=1';

/** How a session of Summit's portal ends: at the portal, or by the service's word (SAML Single Logout). */
export function summitSignOut(state: SummitState) {
  const { summit, memory, service } = state;

  /** Ends the portal's session first; then the browser takes the word of it to the service. */
  async function signOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const secret = cookieOf(request, SESSION);
    const session = memory.sessionOf(secret);
    if (secret !== undefined) memory.endSession(secret);
    response.setHeader('set-cookie', cookie(SESSION, null));
    if (!session?.isKnownToService) return seeOther(response, '/summit/signed-out');
    try {
      const { id, address } = requestLogout(summit, await readService(service), session);
      memory.noteLogout(id);
      seeOther(response, address);
    } catch {
      seeOther(response, NOT_CONFIRMED);
    }
  }

  /** Either the service begins the logout, or it answers one of ours. */
  async function logout(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (queryOf(request).has('SAMLResponse')) return logoutAnswered(request, response);
    const described = await reach(state, response);
    if (!described) return;
    const asked = await readLogoutRequest(summit, rawQueryOf(request), described);
    memory.endSessions(asked);
    if (!sessionOf(state, request)) response.setHeader('set-cookie', cookie(SESSION, null));
    seeOther(response, answerLogout(summit, described, asked));
  }

  async function logoutAnswered(request: IncomingMessage, response: ServerResponse) {
    seeOther(response, (await isConfirmed(request)) ? '/summit/signed-out' : NOT_CONFIRMED);
  }

  async function isConfirmed(request: IncomingMessage): Promise<boolean> {
    try {
      const described = await readService(service);
      return memory.spendLogout(await readLogoutAnswer(summit, rawQueryOf(request), described));
    } catch {
      return false;
    }
  }

  return { signOut, logout, signedOut };
}

function signedOut(request: IncomingMessage, response: ServerResponse): void {
  const trouble = queryOf(request).has('unconfirmed')
    ? 'did not confirm that it signed you out'
    : null;
  show(response, 200, signedOutPage({ trouble }));
}
