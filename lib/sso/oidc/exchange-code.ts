import * as oauth from 'oauth4webapi';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { idTokenFault } from '@/lib/sso/oidc/id-token-rules';
import { providerDocument } from '@/lib/sso/oidc/provider-documents';
import { verifyProviderSignature } from '@/lib/sso/oidc/provider-signature';
import { portalFetch } from '@/lib/sso/portal-fetch';
import type { OidcAttempt } from '@/lib/sso/sign-in-attempt';
import type { OidcConnection } from '@/lib/utilities/utility';

/** How this utility is known to its provider. */
export interface Client extends Pick<OidcConnection, 'issuer' | 'clientId'> {
  clientSecret: string;
  redirectAddress: string;
}

/** What the portal says of who signed in there, every signature and claim checked. */
export interface VerifiedAnswer {
  claims: Record<string, unknown>;
  idToken: string;
  /** Asks the userinfo endpoint for more; null where the provider has none. */
  moreClaims: (() => Promise<Record<string, unknown>>) | null;
}

/**
 * Takes the browser's way back from the portal, and what it brought, to the portal's own word on who
 * signed in (OpenID Connect Core 1.0 §3.1.2.5 to §3.1.3.8, RFC 7636, RFC 9207).
 *
 * The ID token comes over a connection to the provider itself, which would be enough; its signature is
 * verified all the same, and by asymmetric keys of the provider's only.
 *
 * @throws AnswerRefused with the exact fault; PortalError where the provider does not answer
 */
export async function exchangeCode(
  client: Client,
  attempt: OidcAttempt,
  answer: URLSearchParams,
  now: Date,
): Promise<VerifiedAnswer> {
  const { issuer, clientId } = client;
  const server = await providerDocument(issuer);
  const relyingParty = { client_id: clientId, [oauth.clockTolerance]: ANY_TIME };
  const parameters = checked(() =>
    oauth.validateAuthResponse(server, relyingParty, answer, attempt.state),
  );
  const [code, ...moreCodes] = parameters.getAll('code');
  if (!code || moreCodes.length > 0) {
    throw new AnswerRefused('malformed_answer', 'there must be one code');
  }
  const ask = {
    [oauth.customFetch]: portalFetch(issuer),
    // Whether http is allowed is decided by portalFetch, address by address.
    [oauth.allowInsecureRequests]: true,
  };
  const authentication = clientAuthentication(server, client.clientSecret);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    relyingParty,
    authentication,
    parameters,
    client.redirectAddress,
    attempt.codeVerifier,
    ask,
  );
  refuseTrouble(response, 'token endpoint');
  const tokens = await processed('token_endpoint', () =>
    oauth.processAuthorizationCodeResponse(server, relyingParty, response, {
      expectedNonce: attempt.nonce,
      requireIdToken: true,
    }),
  );
  // Else it could stand in no header; what complains of that there would quote it.
  if (!/^[\x21-\x7e]+$/.test(tokens.access_token)) {
    throw new AnswerRefused('token_endpoint', 'access_token has characters that no token has');
  }
  const idToken = String(tokens.id_token);
  const { payload: claims } = await verifyProviderSignature(issuer, idToken);
  const wrong = idTokenFault(claims, { issuer, clientId, nonce: attempt.nonce, now });
  if (wrong) throw new AnswerRefused(wrong.fault, wrong.detail);
  return {
    claims,
    idToken,
    moreClaims: server.userinfo_endpoint
      ? () => userInfo(server, relyingParty, tokens.access_token, String(claims.sub), ask)
      : null,
  };
}

/** Times are for idTokenFault, which goes by the scope's clock and says by how much one is off. */
const ANY_TIME = 10 ** 10;

/** The provider answers, and says that it cannot now. */
export class ProviderInTrouble extends Error {}

function refuseTrouble({ status }: Response, where: string): void {
  if (status >= 500 || status === 429) throw new ProviderInTrouble(`${where}: ${status}`);
}

/** How we can prove to a provider who we are (RFC 6749 §2.3.1), the better way first. */
export const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post'] as const;

/**
 * The first of them that the provider takes, or null. What discovery does not say is
 * `client_secret_basic` (OpenID Connect Discovery 1.0 §3).
 */
export function authenticationAt(server: oauth.AuthorizationServer) {
  const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return CLIENT_AUTHENTICATION.find((method) => taken.includes(method)) ?? null;
}

function clientAuthentication(server: oauth.AuthorizationServer, secret: string): oauth.ClientAuth {
  switch (authenticationAt(server)) {
    case 'client_secret_basic':
      return oauth.ClientSecretBasic(secret);
    case 'client_secret_post':
      return oauth.ClientSecretPost(secret);
    case null: {
      const taken = server.token_endpoint_auth_methods_supported?.join();
      throw new AnswerRefused('client_authentication', `the provider takes only ${taken}`);
    }
  }
}

async function userInfo(
  server: oauth.AuthorizationServer,
  relyingParty: oauth.Client,
  accessToken: string,
  subject: string,
  ask: oauth.UserInfoRequestOptions,
): Promise<Record<string, unknown>> {
  const response = await oauth.userInfoRequest(server, relyingParty, accessToken, ask);
  refuseTrouble(response, 'userinfo');
  const signed = isJwt(response) ? await response.clone().text() : null;
  const claims = await processed('userinfo', () =>
    oauth.processUserInfoResponse(server, relyingParty, subject, response),
  );
  // The library takes a signed answer for the connection's sake, as it does an ID token.
  if (signed !== null) await verifyProviderSignature(server.issuer, signed);
  return claims;
}

function isJwt({ headers }: Response): boolean {
  return /^application\/jwt\b/i.test(headers.get('content-type') ?? '');
}

/** The provider's way back, before anything is sent anywhere. */
function checked<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      throw new AnswerRefused('portal_refused', `error=${plain(error.error)}`);
    }
    const message = error instanceof Error ? error.message : '';
    const fault = /"state"/.test(message)
      ? 'state'
      : /"iss"/.test(message)
        ? 'issuer'
        : 'malformed_answer';
    throw new AnswerRefused(fault, message);
  }
}

/** Puts the library's faults into ours. Its messages name fields, never values. */
async function processed<T>(
  where: 'token_endpoint' | 'userinfo',
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) {
      throw new AnswerRefused(where, `error=${plain(error.error)}`);
    }
    if (
      error instanceof oauth.OperationProcessingError ||
      error instanceof oauth.UnsupportedOperationError
    ) {
      throw new AnswerRefused(where === 'userinfo' ? 'userinfo' : faultOf(error), error.message);
    }
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      throw new AnswerRefused(where, `status ${error.status}`);
    }
    throw error;
  }
}

function faultOf({
  message,
  cause,
}: oauth.OperationProcessingError | oauth.UnsupportedOperationError): AnswerFault {
  const isOfResponse = /"response"|token_type/.test(message);
  if (isOfResponse && !message.includes('"id_token"')) return 'token_endpoint';
  const claim = (cause as { claim?: unknown } | undefined)?.claim;
  if (claim === 'exp') return 'expired';
  if (claim === 'nbf') return 'not_yet_valid';
  if (claim === 'aud' || claim === 'azp' || /"azp"|authorized party/.test(message))
    return 'audience';
  if (claim === 'nonce' || /"nonce"/.test(message)) return 'nonce';
  if (claim === 'iss') return 'issuer';
  return 'id_token';
}

/** A code of the provider's as the log may have it. */
function plain(code: string): string {
  return code.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
