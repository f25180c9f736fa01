import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { isForeign, type PortalPart, pathOf, queryOf, seeOther } from '@/demo/portal/http';
import type { FindPerson, PortalPerson } from '@/demo/portal/people';
import {
  document,
  expiredFormPage,
  headers,
  homePage,
  messagePage,
  refusedPage,
  show,
  signedOutPage,
} from '@/demo/portal/valley-pages';
import { PORTAL_ITSELF, type PortalClient, providerMaker } from '@/demo/portal/valley-provider';
import { signIn } from '@/demo/portal/valley-sign-in';
import { endSession, forgetSession, signOutForClient } from '@/demo/portal/valley-sign-out';

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
  /** Remembers whom it finds: from then on the provider asks for them by their subject. */
  const findPerson: FindPerson = async (username, password) => {
    const person = await options.findPerson(username, password);
    if (person) people.set(person.subject, person);
    return person;
  };
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
    if (path.startsWith('/sign-in/')) return signIn(provider, findPerson, request, response);
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
