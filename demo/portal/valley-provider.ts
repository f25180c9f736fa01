import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type {
  ClientMetadata,
  Configuration,
  JWK,
  KoaContextWithOIDC,
  Provider as OpenIdProvider,
} from 'oidc-provider';
// The package's front door warns at each start on Node 20, on which this was tried as on 22 and 24.
import { base, Check } from 'oidc-provider/lib/helpers/interaction_policy/index.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { loopbackFetch } from '@/demo/portal/loopback-fetch';
import { memoryAdapter } from '@/demo/portal/memory-adapter';
import type { PortalPerson } from '@/demo/portal/people';

/** An installation's utility, as the portal knows it. */
export interface PortalClient {
  clientId: string;
  clientSecret: string;
  /** Where the CSI answers for it, as `http://valley.localhost:3000`; the first is told of sign-outs. */
  origins: readonly [canonical: string, ...others: string[]];
  /** What the portal calls it. */
  title?: string;
}

/** The portal is a client of its own provider, so that both have one session. */
export const PORTAL_ITSELF = 'valley-portal';

export interface ProviderOptions {
  origin: string;
  issuer: string;
  clients: readonly PortalClient[];
  /** Of a person who signed in since the start. */
  personOf(subject: string): PortalPerson | undefined;
  logoutSource(ctx: KoaContextWithOIDC, form: string): Promise<void>;
  renderError(ctx: KoaContextWithOIDC, error: { error: string; error_description?: string }): void;
}

const HOURS = 3600;

/**
 * Makes OpenID providers of one memory, one after the other: each signs with a key of its own, and
 * still publishes the keys of those before, unless `forgetOld`.
 */
export function providerMaker(options: ProviderOptions) {
  const adapter = memoryAdapter();
  const cookieKeys = [randomBytes(32).toString('base64url')];
  let keys: JWK[] = [];

  return async ({ forgetOld = false } = {}): Promise<OpenIdProvider> => {
    keys = [await signingKey(), ...(forgetOld ? [] : keys)];
    const provider = new Provider(options.issuer, {
      ...configuration(options),
      adapter,
      jwks: { keys },
      cookies: { names: COOKIE_NAMES, keys: cookieKeys },
    });
    provider.on('server_error', (_ctx, error) => console.error(error));
    // It looks at a client's metadata only when it first needs it.
    for (const { clientId } of options.clients) await provider.Client.find(clientId);
    return provider;
  };
}

/** Cookies do not keep ports apart: the mail catcher is on `localhost` as well. */
const COOKIE_NAMES = {
  session: 'valley-portal-session',
  interaction: 'valley-portal-sign-in',
  resume: 'valley-portal-resume',
};

async function signingKey(): Promise<JWK> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

function configuration(options: ProviderOptions): Configuration {
  return {
    clients: [itself(options.origin), ...options.clients.map(metadataOf)],
    findAccount: (_ctx, subject) => accountOf(options.personOf(subject)),
    conformIdTokenClaims: false,
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'groups'],
      email: ['email'],
    },
    scopes: ['openid'],
    responseTypes: ['code', 'none'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    pkce: { required: () => true },
    loadExistingGrant: grantEverything,
    interactions: { policy: policy(), url: (_ctx, { uid }) => `/sign-in/${uid}` },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: options.logoutSource,
        postLogoutSuccessSource: (ctx) => ctx.redirect('/signed-out'),
      },
    },
    renderError: options.renderError,
    fetch: loopbackFetch,
    ttl: {
      AccessToken: 1 * HOURS,
      Grant: 12 * HOURS,
      IdToken: 1 * HOURS,
      Interaction: 1 * HOURS,
      Session: 12 * HOURS,
    },
  };
}

function itself(origin: string): ClientMetadata {
  return {
    client_id: PORTAL_ITSELF,
    response_types: ['none'],
    grant_types: [],
    token_endpoint_auth_method: 'none',
    redirect_uris: [`${origin}/signed-in`],
  };
}

/** Not `initiate_login_uri`: the provider takes https only there, and uses it for nothing. */
function metadataOf({ clientId, clientSecret, origins, title }: PortalClient): ClientMetadata {
  const [canonical] = origins;
  return {
    client_id: clientId,
    client_secret: clientSecret,
    client_name: title ?? 'Customer Service Interface',
    redirect_uris: origins.map((origin) => `${origin}/api/auth/callback/portal`),
    post_logout_redirect_uris: origins.map((origin) => `${origin}/sso/oidc/signed-out`),
    backchannel_logout_uri: `${canonical}/sso/oidc/backchannel-logout`,
    backchannel_logout_session_required: true,
  };
}

function accountOf(person: PortalPerson | undefined) {
  if (!person) return undefined;
  const { subject, username, fullName, email, groups } = person;
  const claims = { name: fullName, preferred_username: username, email, groups: [...groups] };
  return { accountId: subject, claims: () => ({ sub: subject, ...claims }) };
}

/** The utility's own services: nobody is asked whether they may know who its staff are. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { session, client, provider, params } = ctx.oidc;
  if (!session?.accountId || !client) return undefined;
  const { clientId } = client;
  const grant = new provider.Grant({ accountId: session.accountId, clientId });
  grant.addOIDCScope(String(params?.scope ?? 'openid'));
  await grant.save();
  return grant;
}

/** Asks who it is, never for consent. */
function policy() {
  const prompts = base();
  prompts.remove('consent');
  // By itself the provider counts whole seconds, and lets 0 pass in the second of the sign-in.
  prompts
    .get('login')
    ?.checks.add(
      new Check('max_age_zero', 'End-User must sign in now', 'login_required', ({ oidc }) =>
        Number(oidc.params?.max_age ?? 1) === 0 && !oidc.result?.login
          ? Check.REQUEST_PROMPT
          : Check.NO_NEED_TO_PROMPT,
      ),
    );
  return prompts;
}
