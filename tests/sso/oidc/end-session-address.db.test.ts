import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { openSession } from '@/lib/session/session-store';
import { endSessionAddress } from '@/lib/sso/oidc/end-session-address';
import { forgetProviders } from '@/lib/sso/oidc/forget-providers';
import { keepPortalSession } from '@/lib/sso/portal-session-store';
import { oidcProviderName } from '@/lib/sso/provider-name-rules';
import { oidcConnection } from '@/lib/utilities/portal-rules';
import type { OidcConnection } from '@/lib/utilities/utility';
import { restartedWith } from '@/tests/support/settings';
import { startTestProvider, type TestProvider } from '@/tests/support/test-provider';
import { testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const ID_TOKEN = 'an.id.token';
let provider: TestProvider;
let door: Scope;
let connection: OidcConnection;

beforeAll(async () => {
  provider = await startTestProvider();
});

afterAll(() => provider.stop());

beforeEach(async () => {
  provider.document(null);
  forgetProviders();
  const { issuer, clientId } = provider;
  const sso = { kind: 'oidc' as const, issuer, clientId, clientSecret: `\${SECRET}` };
  door = testScope(await testUtility({ signIn: 'both', sso }));
  const found = oidcConnection(door.utility);
  if (!found) throw new Error('There is no portal.');
  connection = found;
});

/** A session that began at a provider; returns where it signs out. */
async function leaving(idToken: string | null, name = oidcProviderName(provider.issuer)) {
  const { userId } = await testUser(door, { username: 'alice', signInMethod: 'sso' });
  const { sessionId } = await openSession(db(), door, userId, 'sso');
  const said = { provider: name, subject: 'alice', portalSession: null, idToken, nameId: null };
  await keepPortalSession(db(), { utilityId: 'harbor', sessionId, ...said });
  return () => endSessionAddress(door, connection, sessionId, 'the-state');
}

const queryOf = (address: string | null) =>
  Object.fromEntries(new URL(address ?? 'about:blank').searchParams);

test('names the session by its ID token, and where to come back to', async () => {
  const address = await (await leaving(ID_TOKEN))();
  expect(address).toContain(`${provider.issuer}/`);
  expect(queryOf(address)).toEqual({
    id_token_hint: ID_TOKEN,
    client_id: provider.clientId,
    post_logout_redirect_uri: 'https://csi.harbor.example/sso/oidc/signed-out',
    state: 'the-state',
  });
});

test('a token that makes the address too long for servers is left out', async () => {
  const fits = 'x'.repeat(6_000);
  expect(queryOf(await (await leaving(fits))()).id_token_hint).toBe(fits);
});

test('one letter more and the portal asks instead', async () => {
  const query = queryOf(await (await leaving('x'.repeat(6_001)))());
  expect(query).toMatchObject({ client_id: provider.clientId, state: 'the-state' });
  expect(query.id_token_hint).toBeUndefined();
});

test('so it does where no AUTH_SECRET opens the token any more', async () => {
  const leave = await leaving(ID_TOKEN);
  restartedWith({ AUTH_SECRET: 'another-secret'.padEnd(40, '.') });
  expect(queryOf(await leave()).id_token_hint).toBeUndefined();
});

test('there is none where discovery advertises none', async () => {
  provider.document({ end_session_endpoint: undefined });
  expect(await (await leaving(ID_TOKEN))()).toBeNull();
});

test('there is none at a provider that did not begin the session', async () => {
  expect(await (await leaving(ID_TOKEN, 'oidc:https://before.example'))()).toBeNull();
});

test('there is none while the provider is away', async () => {
  const leave = await leaving(ID_TOKEN);
  provider.setAway(true);
  expect(await leave()).toBeNull();
  provider.setAway(false);
});

test('there is none for a session that began here', async () => {
  const { userId } = await testUser(door, { username: 'dana' });
  const { sessionId } = await openSession(db(), door, userId, 'password');
  expect(await endSessionAddress(door, connection, sessionId, 'state')).toBeNull();
});
