import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freePort } from '@/demo/free-port';
import { PORTAL_PASSWORD } from '@/demo/portal/people';
import { type Portal, startPortal } from '@/demo/portal/portal';
import { type Visitor, visitor } from '@/tests/demo/portal-visitor';
import { CLIENT, discover, startFlow, startRelyingParty } from '@/tests/demo/relying-party';

let portal: Portal;
let client: Awaited<ReturnType<typeof startRelyingParty>>;
let server: oauth.AuthorizationServer;
let browser: Visitor;

beforeAll(async () => {
  client = await startRelyingParty();
  portal = await startPortal({
    port: await freePort(),
    clients: [{ ...CLIENT, origins: [client.origin, 'http://valley.localhost:1'] }],
  });
});

afterAll(async () => {
  await portal.stop();
  await client.stop();
});

beforeEach(async () => {
  // Anew, with the keys as they are now.
  server = await discover(portal.issuer);
  browser = visitor(portal.origin);
  client.told.length = 0;
  client.answerWith(200);
});

/** A whole sign-in that began at the client. */
async function signIn(username: string, extra: Record<string, string> = {}) {
  const flow = await startFlow(server, client.redirectUri, extra);
  const { location } = await browser.signIn(flow.address, username, PORTAL_PASSWORD);
  return flow.finish(location);
}

test('discovery says what the portal does', () => {
  expect(server).toMatchObject({
    issuer: portal.issuer,
    code_challenge_methods_supported: ['S256'],
    end_session_endpoint: `${portal.issuer}/session/end`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    authorization_response_iss_parameter_supported: true,
    token_endpoint_auth_methods_supported: expect.arrayContaining([
      'client_secret_basic',
      'client_secret_post',
    ]),
    claims_supported: expect.arrayContaining(['name', 'preferred_username', 'email', 'groups']),
  });
  expect(portal.issuer).toBe(`${portal.origin}/oidc`);
});

test('alice signs in, and the ID token says who she is', async () => {
  const { claims } = await signIn('alice');
  expect(claims).toMatchObject({
    iss: portal.issuer,
    preferred_username: 'alice',
    name: 'Alice Archer',
    email: 'alice@valleywater.example',
    groups: ['csi-reps'],
    sid: expect.any(String),
  });
  expect(claims.sub).not.toContain('alice');
  expect(claims).not.toHaveProperty('auth_time');
});

test('a client may send its secret in the body, and only the right one is taken', async () => {
  const flow = await startFlow(server, client.redirectUri);
  const { location } = await browser.signIn(flow.address, 'bob', PORTAL_PASSWORD);
  const { claims } = await flow.finish(location, oauth.ClientSecretPost(CLIENT.clientSecret));
  expect(claims.groups).toEqual(['csi-reps', 'csi-admins']);

  const other = await startFlow(server, client.redirectUri);
  const again = await browser.open(other.address);
  await expect(other.finish(again.location, oauth.ClientSecretPost('no'))).rejects.toThrow();
});

test('carol has no groups', async () => {
  expect((await signIn('carol')).claims.groups).toEqual([]);
});

test('somebody keeps their subject from sign-in to sign-in', async () => {
  const { claims } = await signIn('alice');
  browser = visitor(portal.origin);
  expect((await signIn('alice')).claims.sub).toBe(claims.sub);
});

test('a wrong password is refused, and the username stays in the form', async () => {
  const flow = await startFlow(server, client.redirectUri);
  const refused = await browser.signIn(flow.address, 'alice"<b>', 'portal-pass-2');
  expect(refused.status).toBe(422);
  expect(refused.body).toContain('do not match');
  expect(refused.body).toContain('value="alice&quot;&lt;b&gt;"');
  expect(refused.body).not.toContain('portal-pass-2');
  expect((await browser.open(portal.origin)).body).toContain('<h1>Sign in</h1>');
});

test('a client that names a username finds it in the form', async () => {
  const flow = await startFlow(server, client.redirectUri, { login_hint: 'bob' });
  expect((await browser.open(flow.address)).body).toContain('value="bob"');
});

test('who is signed in at the portal walks straight through', async () => {
  await browser.signIn(portal.origin, 'alice', PORTAL_PASSWORD);
  const flow = await startFlow(server, client.redirectUri);
  const { claims } = await flow.finish((await browser.open(flow.address)).location);
  expect(claims.preferred_username).toBe('alice');
});

test('who signed in by way of a client is known at the portal, which leads to the client', async () => {
  await signIn('bob');
  const { body } = await browser.open(portal.origin);
  expect(body).toContain('Hello, Bob Brooks');
  const iss = encodeURIComponent(portal.issuer);
  expect(body).toContain(`href="${client.origin}/sso/oidc/initiate?iss=${iss}"`);
});

test.each([
  ['prompt', 'login'],
  ['max_age', '0'],
])('%s=%s asks again at once, and the ID token says when', async (name, value) => {
  await signIn('alice');
  const flow = await startFlow(server, client.redirectUri, { [name]: value });
  expect((await browser.open(flow.address)).body).toContain('asks you to sign in again');
  const before = Math.floor(Date.now() / 1000);
  const { location } = await browser.signIn(flow.address, 'alice', PORTAL_PASSWORD);
  const { claims } = await flow.finish(location);
  expect(claims.auth_time).toBeGreaterThanOrEqual(before);
});

test('a max_age that is not over asks nothing, and brings auth_time', async () => {
  await signIn('alice');
  const flow = await startFlow(server, client.redirectUri, { max_age: '600' });
  const { claims } = await flow.finish((await browser.open(flow.address)).location);
  expect(claims.auth_time).toEqual(expect.any(Number));
});

test('when somebody else answers, the session of the person before ends everywhere', async () => {
  const alice = await signIn('alice');
  const flow = await startFlow(server, client.redirectUri, { prompt: 'login' });
  const between = await browser.signIn(flow.address, 'bob', PORTAL_PASSWORD);
  // A page that sends its form by itself, or by its button where script is off.
  const xsrf = xsrfIn(between.body);
  const { location } = await browser.open('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
  const bob = await flow.finish(location);
  expect(bob.claims.preferred_username).toBe('bob');
  expect(bob.claims.sid).not.toBe(alice.claims.sid);
  expect(client.told).toHaveLength(1);
  expect(decodeJwt(client.told[0]?.token ?? '').sid).toBe(alice.claims.sid);
});

test('prompt=none says that nobody is signed in', async () => {
  const flow = await startFlow(server, client.redirectUri, { prompt: 'none' });
  const { location } = await browser.open(flow.address);
  await expect(flow.finish(location)).rejects.toMatchObject({ error: 'login_required' });
});

test('a sign-in without PKCE, or to another address, is refused', async () => {
  const bare = await startFlow(server, client.redirectUri);
  bare.address.searchParams.delete('code_challenge');
  bare.address.searchParams.delete('code_challenge_method');
  const { location } = await browser.open(bare.address);
  expect(location?.searchParams.get('error')).toBe('invalid_request');

  const astray = await startFlow(
    server,
    'http://elsewhere.localhost:3000/api/auth/callback/portal',
  );
  const refused = await browser.open(astray.address);
  expect(refused.status).toBe(400);
  expect(refused.body).toContain('invalid_redirect_uri');
});

test('a form that was answered already leads on kindly', async () => {
  const flow = await startFlow(server, client.redirectUri);
  const first = await browser.ask(flow.address);
  await browser.signIn(first.location ?? '', 'alice', PORTAL_PASSWORD);
  const late = await browser.ask(first.location ?? '');
  expect(late.status).toBe(400);
  expect(late.body).toContain('This sign-in is over');
});

test('signing out at the portal ends its session and tells the client', async () => {
  const { claims } = await signIn('alice');
  const { body } = await browser.open('/sign-out', {});
  expect(body).toContain('You are signed out');
  expect(body).not.toContain('could not be reached');
  expect(client.told).toEqual([
    {
      host: new URL(client.origin).host,
      path: '/sso/oidc/backchannel-logout',
      token: expect.any(String),
    },
  ]);
  const keys = createRemoteJWKSet(new URL(server.jwks_uri ?? ''));
  const { payload } = await jwtVerify(client.told[0]?.token ?? '', keys, {
    issuer: portal.issuer,
    audience: CLIENT.clientId,
    typ: 'logout+jwt',
  });
  expect(payload).toMatchObject({
    sub: claims.sub,
    sid: claims.sid,
    jti: expect.any(String),
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  });
  expect(payload).not.toHaveProperty('nonce');
  expect((await browser.open(portal.origin)).body).toContain('<h1>Sign in</h1>');
});

test('a client that does not confirm is named to the person as not reached', async () => {
  await signIn('alice');
  client.answerWith(400);
  expect((await browser.open('/sign-out', {})).body).toContain('could not be reached');
});

test('a client that proves for whom it speaks ends the session, and gets its state back', async () => {
  const { idToken } = await signIn('alice');
  const { location } = await browser.open(endAddress({ id_token_hint: idToken }));
  expect(location?.href).toBe(`${client.origin}/sso/oidc/signed-out?state=s-1`);
  expect(client.told).toHaveLength(1);
  expect((await browser.open(portal.origin)).body).toContain('<h1>Sign in</h1>');
});

test('without that proof the person is asked first', async () => {
  await signIn('alice');
  const asked = await browser.open(endAddress({ client_id: CLIENT.clientId }));
  expect(asked.body).toContain('Sign out of the staff portal?');
  expect((await browser.open(portal.origin)).body).toContain('Hello, Alice Archer');

  const again = await browser.open(endAddress({ client_id: CLIENT.clientId }));
  const xsrf = xsrfIn(again.body);
  const { location } = await browser.open('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
  expect(location?.href).toBe(`${client.origin}/sso/oidc/signed-out?state=s-1`);
  expect(client.told).toHaveLength(1);
});

test("another person's proof ends nobody's session unasked", async () => {
  const { idToken } = await signIn('bob');
  browser = visitor(portal.origin);
  await signIn('alice');
  const asked = await browser.open(endAddress({ id_token_hint: idToken }));
  expect(asked.body).toContain('Sign out of the staff portal?');
});

test('another site can neither sign people out nor choose where they go then', async () => {
  const { idToken } = await signIn('alice');
  const astray = endAddress({ id_token_hint: idToken });
  astray.searchParams.set('post_logout_redirect_uri', 'http://elsewhere.localhost:3000/');
  expect((await browser.open(astray)).status).toBe(400);
  expect((await browser.open(portal.origin)).body).toContain('Hello, Alice Archer');
});

function xsrfIn(page: string): string {
  return /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

function endAddress(hint: Record<string, string>): URL {
  const address = new URL(server.end_session_endpoint ?? '');
  address.search = new URLSearchParams({
    ...hint,
    post_logout_redirect_uri: `${client.origin}/sso/oidc/signed-out`,
    state: 's-1',
  }).toString();
  return address;
}

/** Key pairs are made, which takes a busy machine long. */
const timeout = 30_000;

test('a new signing key keeps sessions, and older ID tokens stay good until it forgets theirs', {
  timeout,
}, async () => {
  const older = await signIn('alice');
  await portal.rotateSigningKey();
  server = await discover(portal.issuer);
  const flow = await startFlow(server, client.redirectUri);
  const newer = await flow.finish((await browser.open(flow.address)).location);
  expect(kidOf(newer)).not.toBe(kidOf(older));
  expect(await publishedKids()).toEqual([kidOf(newer), kidOf(older)]);

  await portal.rotateSigningKey({ forgetOld: true });
  expect(await publishedKids()).toHaveLength(1);
  expect((await browser.open(endAddress({ id_token_hint: older.idToken }))).status).toBe(400);
  expect((await browser.open(portal.origin)).body).toContain('Hello, Alice Archer');
});

function kidOf({ idToken }: { idToken: string }): string {
  return decodeProtectedHeader(idToken).kid ?? '';
}

async function publishedKids(): Promise<string[]> {
  const response = await fetch(server.jwks_uri ?? '');
  const { keys } = (await response.json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

test('the portal answers at its own address only', async () => {
  const other = await visitor(portal.origin.replace('localhost', '127.0.0.1')).open('/');
  expect(other.status).toBe(421);
  expect((await browser.open('/no-such-page')).status).toBe(404);
});
