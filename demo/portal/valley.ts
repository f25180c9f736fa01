import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Interaction, KoaContextWithOIDC, Provider, Session } from 'oidc-provider';
import {
  isForeign,
  type PortalPart,
  pathOf,
  queryOf,
  readForm,
  seeOther,
} from '@/demo/portal/http';
import type { FindPerson, PortalPerson } from '@/demo/portal/people';
import {
  confirmSignOutPage,
  document,
  expiredFormPage,
  headers,
  homePage,
  messagePage,
  refusedPage,
  show,
  signedOutPage,
  signInPage,
} from '@/demo/portal/valley-pages';
import { PORTAL_ITSELF, type PortalClient, providerMaker } from '@/demo/portal/valley-provider';
import { endSession } from '@/demo/portal/valley-sign-out';

export interface ValleyOptions {
  origin: string;
  clients: readonly PortalClient[];
  findPerson: FindPerson;
}

export interface ValleyPart extends PortalPart {
  issuer: string;
  /** Signs with a new key from now on; with `forgetOld` what older keys signed is worth nothing. */
  rotateSigningKey(options?: { forgetOld?: boolean }): Promise<void>;
}

const MOUNT = '/oidc';
const OWN_PATH = /^\/($|oidc\/|sign-in\/|signed-in$|sign-out$|signed-out$)/;

/**
 * Valley Water's staff portal and its OpenID provider. They have one session, the provider's: who
 * signs in at the portal goes straight through to a client, and who came by way of a client is known
 * at the portal.
 */
export async function valleyPart(options: ValleyOptions): Promise<ValleyPart> {
  const { origin, clients } = options;
  const issuer = `${origin}${MOUNT}`;
  const people = new Map<string, PortalPerson>();
  const makeProvider = providerMaker({
    origin,
    issuer,
    clients,
    personOf: (subject) => people.get(subject),
    logoutSource: signOutForClient,
    renderError,
  });
  let provider = await makeProvider();
  let answerOpenId = provider.callback();

  function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    if (path.startsWith(`${MOUNT}/`)) return mounted(request, response);
    const isPost = request.method === 'POST';
    if (isPost && isForeign(request, origin)) return refuseForeign(response);
    if (path.startsWith('/sign-in/')) return signIn(request, response, isPost);
    if (path === '/sign-out') return isPost ? signOut(request, response) : toHome(response);
    if (path === '/signed-out') return signedOut(request, response);
    if (path === '/signed-in') return signedIn(request, response);
    return home(request, response);
  }

  /** The provider finds by `originalUrl` that it does not live at the root. */
  function mounted(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    return answerOpenId(
      Object.assign(request, { originalUrl: url, url: url.slice(MOUNT.length) }),
      response,
    );
  }

  async function home(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { session } = await sessionOf(provider, request, response);
    const person = people.get(session.accountId ?? '');
    if (!person) return seeOther(response, ownSignIn(origin));
    show(response, 200, homePage(person, clients.map(tileOf(issuer))));
  }

  /** GET shows the form of a sign-in under way; POST answers it. */
  async function signIn(request: IncomingMessage, response: ServerResponse, isPost: boolean) {
    const interaction = await interactionOf(provider, request, response);
    if (!interaction) return show(response, 400, expiredFormPage());
    const page = { ...(await purposeOf(provider, interaction)), isWrong: false };
    if (!isPost) return show(response, 200, signInPage(page));
    const form = await readForm(request);
    const username = (form.get('username') ?? '').trim();
    const person = await options.findPerson(username, form.get('password') ?? '');
    if (!person) return show(response, 422, signInPage({ ...page, username, isWrong: true }));
    people.set(person.subject, person);
    const login = { accountId: person.subject, remember: false };
    await provider.interactionFinished(request, response, { login });
  }

  async function signOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { session, ctx } = await sessionOf(provider, request, response);
    const allTold = await endSession(provider, session);
    forgetSession(ctx, provider);
    seeOther(response, allTold ? '/signed-out' : '/signed-out?unreached=1');
  }

  return {
    issuer,
    handles: (path) => OWN_PATH.test(path),
    answer,
    async rotateSigningKey(rotation) {
      provider = await makeProvider(rotation);
      answerOpenId = provider.callback();
    },
  };
}

/** Where the portal sends its own people: it asks its provider who they are, and for nothing else. */
function ownSignIn(origin: string): string {
  const request = new URLSearchParams({
    client_id: PORTAL_ITSELF,
    response_type: 'none',
    scope: 'openid',
    redirect_uri: `${origin}/signed-in`,
  });
  return `${MOUNT}/auth?${request}`;
}

function tileOf(issuer: string) {
  return ({ origins: [canonical], title = 'Customer Service Interface' }: PortalClient) => ({
    title,
    href: `${canonical}/sso/oidc/initiate?${new URLSearchParams({ iss: issuer })}`,
  });
}

async function sessionOf(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  const ctx = provider.createContext(request, response);
  return { ctx, session: await provider.Session.get(ctx) };
}

function forgetSession(ctx: Pick<KoaContextWithOIDC, 'cookies'>, provider: Provider): void {
  ctx.cookies.set(provider.cookieName('session'), null, { httpOnly: true, sameSite: 'lax' });
}

/** The sign-in that this form belongs to; null when it was answered, or given up long ago. */
async function interactionOf(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Interaction | null> {
  try {
    return await provider.interactionDetails(request, response);
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return null;
    throw error;
  }
}

async function purposeOf(provider: Provider, { params, session }: Interaction) {
  const clientId = String(params.client_id);
  const client = clientId === PORTAL_ITSELF ? null : await provider.Client.find(clientId);
  return {
    username: typeof params.login_hint === 'string' ? params.login_hint : '',
    service: client?.clientName ?? null,
    asksAgain: session?.accountId !== undefined,
  };
}

/**
 * A client ends the portal's session (RP-Initiated Logout): at once when its hint proves that it
 * speaks of whoever is signed in, else the person is asked, or any site could sign people out.
 */
async function signOutForClient(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const { session, provider, params, client, entities } = ctx.oidc;
  if (session && entities.IdTokenHint?.payload.sub === session.accountId) {
    await endSession(provider, session as Session);
    forgetSession(ctx, provider);
    ctx.status = 303;
    ctx.redirect(afterSignOut(params ?? {}));
    return;
  }
  ctx.set(headers);
  ctx.body = document(confirmSignOutPage(client?.clientName ?? null, { markup: form }));
}

/** `post_logout_redirect_uri` was checked before: the provider leaves out what is not registered. */
function afterSignOut(params: { post_logout_redirect_uri?: unknown; state?: unknown }): string {
  if (typeof params.post_logout_redirect_uri !== 'string') return '/signed-out';
  const address = new URL(params.post_logout_redirect_uri);
  if (typeof params.state === 'string') address.searchParams.set('state', params.state);
  return address.href;
}

/** What no client can be told, since the request does not prove that it comes from one. */
function renderError(
  ctx: KoaContextWithOIDC,
  { error, error_description }: { error: string; error_description?: string },
): void {
  ctx.set(headers);
  ctx.body = document(
    error === 'invalid_request' && ctx.oidc.route === 'resume'
      ? expiredFormPage()
      : refusedPage(error, error_description ?? ''),
  );
}

async function signedIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const query = queryOf(request);
  const error = query.get('error');
  if (error === null) return seeOther(response, '/');
  show(response, 400, refusedPage(error, query.get('error_description') ?? ''));
}

async function signedOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const trouble = queryOf(request).has('unreached') ? 'could not be reached' : null;
  show(response, 200, signedOutPage({ trouble }));
}

async function toHome(response: ServerResponse): Promise<void> {
  seeOther(response, '/');
}

async function refuseForeign(response: ServerResponse): Promise<void> {
  show(response, 403, messagePage('Not from here', ['Another site sent this form.']));
}
