import { createServer } from 'node:http';
import * as oauth from 'oauth4webapi';
import { freePort } from '@/demo/free-port';

export const CLIENT = { clientId: 'csi-valley', clientSecret: 'a-secret-of-the-test' };

const INSECURE = { [oauth.allowInsecureRequests]: true };

/** A client of the portal at an address of its own, which keeps what the back channel brings. */
export async function startRelyingParty() {
  const port = await freePort();
  const origin = `http://valley.localhost:${port}`;
  const told: { host: string | undefined; path: string | undefined; token: string }[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const { headers, url } = request;
    told.push({ host: headers.host, path: url, token: form.get('logout_token') ?? '' });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin,
    redirectUri: `${origin}/api/auth/callback/portal`,
    told,
    answerWith(code: number) {
      status = code;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

export async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, INSECURE));
}

/** One sign-in of a client: where the browser is sent, and what the answer is exchanged for. */
export async function startFlow(
  server: oauth.AuthorizationServer,
  redirectUri: string,
  extra: Record<string, string> = {},
) {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const client: oauth.Client = { client_id: CLIENT.clientId };
  const address = new URL(server.authorization_endpoint ?? '');
  address.search = new URLSearchParams({
    client_id: CLIENT.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...extra,
  }).toString();

  /** @throws what a client would find wrong: issuer, state, nonce, audience, time, signature */
  async function finish(
    answer: URL | null,
    authenticate = oauth.ClientSecretBasic(CLIENT.clientSecret),
  ) {
    if (!answer) throw new Error('The portal did not lead back to the client.');
    const code = oauth.validateAuthResponse(server, client, answer, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authenticate,
      code,
      redirectUri,
      verifier,
      INSECURE,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      ...(extra.max_age !== undefined && { maxAge: Number(extra.max_age) + 60 }),
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, INSECURE);
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    if (!claims) throw new Error('No ID token.');
    return { claims, idToken: tokens.id_token ?? '' };
  }

  return { address, finish };
}
