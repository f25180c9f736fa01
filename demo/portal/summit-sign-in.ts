import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cookieOf, queryOf, rawQueryOf, readForm, seeOther } from '@/demo/portal/http';
import type { FindPerson } from '@/demo/portal/people';
import { readSignInRequest } from '@/demo/portal/summit-inbound';
import type { PortalSession, Purpose } from '@/demo/portal/summit-memory';
import { answer, refuse } from '@/demo/portal/summit-outbound';
import {
  expiredFormPage,
  homePage,
  type LeadingForm,
  leadingPage,
  show,
  signInPage,
} from '@/demo/portal/summit-pages';
import {
  cookie,
  reach,
  SESSION,
  type SummitState,
  sessionOf,
  TITLE,
} from '@/demo/portal/summit-state';

/** Tells which browser a sign-in form was shown to. */
const BROWSER = 'summit-portal-browser';
/** Where the tile leads to at the service. */
const TILE_LEADS_TO = '/home';

/** How somebody comes in at Summit's portal, and goes on to the service: by its tile, or since it asked. */
export function summitSignIn(state: SummitState, findPerson: FindPerson) {
  const { summit, memory } = state;

  async function home(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = sessionOf(state, request);
    if (!session) return askWho(request, response, { kind: 'home' });
    show(response, 200, homePage(session.person, [{ title: TITLE, href: '/summit/open' }]));
  }

  /** The tile: it brings the service an answer that it did not ask for. */
  async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = sessionOf(state, request);
    if (!session) return askWho(request, response, { kind: 'service' });
    await goOn(response, session, { kind: 'service' });
  }

  async function signInForService(request: IncomingMessage, response: ServerResponse) {
    const described = await reach(state, response);
    if (!described) return;
    const asked = await readSignInRequest(summit, rawQueryOf(request), described);
    if (asked.wantsOtherName) return lead(response, refuse(summit, asked, 'InvalidNameIDPolicy'));
    const session = sessionOf(state, request);
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
    return { service, asksAgain: sessionOf(state, request) !== undefined };
  }

  async function goOn(response: ServerResponse, session: PortalSession, purpose: Purpose) {
    if (purpose.kind === 'home') return seeOther(response, '/summit/home');
    const described = await reach(state, response);
    if (!described) return;
    session.isKnownToService = true;
    const asked = purpose.kind === 'request' ? purpose.request : null;
    const relayState = asked ? asked.relayState : TILE_LEADS_TO;
    lead(response, await answer(summit, described, session, asked, relayState));
  }

  function lead(response: ServerResponse, form: LeadingForm): void {
    show(response, 200, leadingPage(TITLE, form));
  }

  return { home, open, signInForService, signInForm, signIn };
}

function formIdOf(request: IncomingMessage): string {
  return queryOf(request).get('for') ?? '';
}
