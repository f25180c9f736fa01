import type { IncomingMessage, ServerResponse } from 'node:http';
import { isForeign, type PortalPart, pathOf, seeOther } from '@/demo/portal/http';
import type { FindPerson } from '@/demo/portal/people';
import { MessageRefused } from '@/demo/portal/summit-inbound';
import type { PortalKey } from '@/demo/portal/summit-key';
import { summitMemory } from '@/demo/portal/summit-memory';
import { messagePage, refusedPage, show } from '@/demo/portal/summit-pages';
import { summitProvider } from '@/demo/portal/summit-provider';
import { summitSignIn } from '@/demo/portal/summit-sign-in';
import { summitSignOut } from '@/demo/portal/summit-sign-out';

export interface SummitOptions {
  origin: string;
  /** Where the CSI's metadata for Summit Gas is, as `http://summit.localhost:3000/sso/saml/metadata`. */
  service: string;
  key: PortalKey;
  findPerson: FindPerson;
}

export interface SummitPart extends PortalPart {
  /** Where the metadata is; the identity provider's name too. */
  entityId: string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * Summit Gas's staff portal and its SAML identity provider, with one session between them: who signs in
 * at the portal goes straight through to the service, and who came by way of it is known at the portal.
 */
export function summitPart({ origin, service, key, findPerson }: SummitOptions): SummitPart {
  const summit = summitProvider(origin, key);
  const state = { summit, memory: summitMemory(), service };
  const { home, open, signInForService, signInForm, signIn } = summitSignIn(state, findPerson);
  const { signOut, logout, signedOut } = summitSignOut(state);

  const routes: Record<string, Handler> = {
    'GET /summit': (_request, response) => seeOther(response, '/summit/home'),
    'GET /summit/metadata': metadata,
    'GET /summit/home': home,
    'GET /summit/open': open,
    'GET /summit/sso': signInForService,
    'GET /summit/slo': logout,
    'GET /summit/sign-in': signInForm,
    'POST /summit/sign-in': signIn,
    'POST /summit/sign-out': signOut,
    'GET /summit/signed-out': signedOut,
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = request;
    if (method === 'POST' && isForeign(request, origin)) {
      return show(response, 403, messagePage('Not from here', ['Another site sent this form.']));
    }
    const route = routes[`${method} ${pathOf(request)}`];
    if (!route) {
      return show(response, 404, messagePage('No such page', ['The portal has no page here.']));
    }
    try {
      await route(request, response);
    } catch (error) {
      if (!(error instanceof MessageRefused)) throw error;
      show(response, 400, refusedPage('SAML', error.message));
    }
  }

  function metadata(_request: IncomingMessage, response: ServerResponse): void {
    const type = 'application/samlmetadata+xml; charset=utf-8';
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(summit.metadata);
  }

  return {
    entityId: summit.entityId,
    handles: (path) => /^\/summit(\/|$)/.test(path),
    answer: handle,
  };
}
