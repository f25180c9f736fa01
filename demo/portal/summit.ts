import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  cookieOf,
  isForeign,
  type PortalPart,
  pathOf,
  queryOf,
  rawQueryOf,
  readForm,
  seeOther,
} from '@/demo/portal/http';
import type { FindPerson } from '@/demo/portal/people';
import {
  MessageRefused,
  readLogoutAnswer,
  readLogoutRequest,
  readSignInRequest,
} from '@/demo/portal/summit-inbound';
import type { PortalKey } from '@/demo/portal/summit-key';
import { type PortalSession, type Purpose, summitMemory } from '@/demo/portal/summit-memory';
import { answer, answerLogout, refuse, requestLogout } from '@/demo/portal/summit-outbound';
import {
  expiredFormPage,
  homePage,
  type LeadingForm,
  leadingPage,
  messagePage,
  refusedPage,
  show,
  signedOutPage,
  signInPage,
} from '@/demo/portal/summit-pages';
import { summitProvider } from '@/demo/portal/summit-provider';
import { readService, type Service } from '@/demo/portal/summit-service';

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

const TITLE = 'Customer Service Interface';
/** Where the tile leads to at the service. */
const TILE_LEADS_TO = '/home';
/** Cookies do not keep ports apart, so the names are no one else's. */
const SESSION = 'summit-portal-session';
const BROWSER = 'summit-portal-browser';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * Summit Gas's staff portal and its SAML identity provider, with one session between them: who signs in
 * at the portal goes straight through to the service, and who came by way of it is known at the portal.
 */
export function summitPart({ origin, service, key, findPerson }: SummitOptions): SummitPart {
  const summit = summitProvider(origin, key);
  const memory = summitMemory();

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

  async function home(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = sessionOf(request);
    if (!session) return askWho(request, response, { kind: 'home' });
    show(response, 200, homePage(session.person, [{ title: TITLE, href: '/summit/open' }]));
  }

  /** The tile: it brings the service an answer that it did not ask for. */
  async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = sessionOf(request);
    if (!session) return askWho(request, response, { kind: 'service' });
    await goOn(response, session, { kind: 'service' });
  }

  async function signInForService(request: IncomingMessage, response: ServerResponse) {
    const described = await reach(response);
    if (!described) return;
    const asked = await readSignInRequest(summit, rawQueryOf(request), described);
    if (asked.wantsOtherName) return lead(response, refuse(summit, asked, 'InvalidNameIDPolicy'));
    const session = sessionOf(request);
    const purpose = { kind: 'request', request: asked } as const;
    if (session && !asked.forceAuthn) return goOn(response, session, purpose);
    if (asked.isPassive) return lead(response, refuse(summit, asked, 'NoPassive'));
    askWho(request, response, purpose);
  }

  /** Shows the form at an address of its own; only the browser that was sent there can answer it. */
  function askWho(request: IncomingMessage, response: ServerResponse, purpose: Purpose): void {
    const browser = cookieOf(request, BROWSER) ?? randomBytes(32).toString('base64url');
    response.setHeader('set-cookie', cookie(BROWSER, browser));
    seeOther(response, `/summit/sign-in?for=${memory.await(browser, purpose)}`);
  }

  async function signInForm(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const purpose = memory.awaited(formIdOf(request), cookieOf(request, BROWSER));
    if (!purpose) return show(response, 400, expiredFormPage());
    show(response, 200, signInPage({ ...wordsOf(request, purpose), username: '', isWrong: false }));
  }

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = formIdOf(request);
    const purpose = memory.awaited(id, cookieOf(request, BROWSER));
    if (!purpose) return show(response, 400, expiredFormPage());
    const form = await readForm(request);
    const username = (form.get('username') ?? '').trim();
    const person = await findPerson(username, form.get('password') ?? '');
    if (!person) {
      const words = wordsOf(request, purpose);
      return show(response, 422, signInPage({ ...words, username, isWrong: true }));
    }
    memory.forgetAwaited(id);
    const secret = memory.beginSession(person, cookieOf(request, SESSION));
    response.setHeader('set-cookie', cookie(SESSION, secret));
    const session = memory.sessionOf(secret);
    if (session) await goOn(response, session, purpose);
  }

  /** What the form says about what the sign-in is for. */
  function wordsOf(request: IncomingMessage, purpose: Purpose) {
    const service = purpose.kind === 'home' ? null : TITLE;
    return { service, asksAgain: sessionOf(request) !== undefined };
  }

  async function goOn(response: ServerResponse, session: PortalSession, purpose: Purpose) {
    if (purpose.kind === 'home') return seeOther(response, '/summit/home');
    const described = await reach(response);
    if (!described) return;
    session.isKnownToService = true;
    const asked = purpose.kind === 'request' ? purpose.request : null;
    const relayState = asked ? asked.relayState : TILE_LEADS_TO;
    lead(response, await answer(summit, described, session, asked, relayState));
  }

  function lead(response: ServerResponse, form: LeadingForm): void {
    show(response, 200, leadingPage(TITLE, form));
  }

  /** The service's metadata; null when it does not answer, which was then said. */
  async function reach(response: ServerResponse): Promise<Service | null> {
    try {
      return await readService(service);
    } catch {
      const words = [`The ${TITLE} does not answer now. Try again in a minute.`];
      show(response, 502, messagePage('Not reached', words));
      return null;
    }
  }

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
    const described = await reach(response);
    if (!described) return;
    const asked = await readLogoutRequest(summit, rawQueryOf(request), described);
    memory.endSessions(asked);
    if (!sessionOf(request)) response.setHeader('set-cookie', cookie(SESSION, null));
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

  function sessionOf(request: IncomingMessage): PortalSession | undefined {
    return memory.sessionOf(cookieOf(request, SESSION));
  }

  return {
    entityId: summit.entityId,
    handles: (path) => /^\/summit(\/|$)/.test(path),
    answer: handle,
  };
}

const NOT_CONFIRMED = '/summit/signed-out?unconfirmed=1';

function signedOut(request: IncomingMessage, response: ServerResponse): void {
  const trouble = queryOf(request).has('unconfirmed')
    ? 'did not confirm that it signed you out'
    : null;
  show(response, 200, signedOutPage({ trouble }));
}

function formIdOf(request: IncomingMessage): string {
  return queryOf(request).get('for') ?? '';
}

function cookie(name: string, value: string | null): string {
  const end = value === null ? '; Expires=Thu, 01 Jan 1970 00:00:00 GMT' : '';
  return `${name}=${value ?? ''}; Path=/summit; HttpOnly; SameSite=Lax${end}`;
}
