import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, expect, test } from 'vitest';
import {
  startTestProvider,
  type TestProvider,
  type TestProviderOptions,
} from '@/tests/support/test-provider';
import { html } from '@/tests/support/test-provider/answers';

const REDIRECT = 'http://valley.localhost:3000/api/auth/callback/portal';
const VERIFIER = 'v'.repeat(43);

let provider: TestProvider;

afterEach(() => provider.stop());

async function started(options?: TestProviderOptions) {
  provider = await startTestProvider(options);
  return provider;
}

function addressOf(changes: Record<string, string> = {}) {
  const address = new URL(`${provider.issuer}/authorize`);
  const asked = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: REDIRECT,
    scope: 'openid',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  return address;
}

async function redeemed(code: string, form: Record<string, string> = {}, secret?: string) {
  const credentials = [provider.clientId, secret ?? provider.clientSecret].map(encodeURIComponent);
  const response = await fetch(`${provider.issuer}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(credentials.join(':')).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
      ...form,
    }),
  });
  return { status: response.status, said: (await response.json()) as Record<string, string> };
}

const codeOf = (callback: URL) => callback.searchParams.get('code') ?? '';

test.each(['RS256', 'ES256'] as const)(
  'the test provider signs in as a real one does, by %s',
  async (alg) => {
    const { issuer, clientId } = await started({ alg, path: '/tenants/harbor' });
    const callback = provider.authorize(addressOf(), { sub: 'p1', name: 'Alice' }, { sid: 's1' });
    expect(callback.href.startsWith(`${REDIRECT}?`)).toBe(true);
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({
      state: 'the-state',
      iss: issuer,
    });
    const { status, said } = await redeemed(codeOf(callback));
    expect(status).toBe(200);
    const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
    const { payload } = await jwtVerify(said.id_token ?? '', keys, { issuer, audience: clientId });
    expect(payload).toMatchObject({ sub: 'p1', name: 'Alice', nonce: 'the-nonce', sid: 's1' });
    const Authorization = `Bearer ${said.access_token}`;
    const person = await fetch(`${issuer}/userinfo`, { headers: { Authorization } });
    expect(await person.json()).toEqual({ sub: 'p1', name: 'Alice' });
    expect(provider.requestsAt('/token')).toMatchObject([
      { method: 'POST', auth: 'basic', form: { code: '(secret)', code_verifier: '(secret)' } },
    ]);
  },
);

test('the test provider takes a code once, from its client, with its verifier and redirect address', async () => {
  await started();
  const code = () => codeOf(provider.authorize(addressOf(), { sub: 'p1' }));
  const first = code();
  expect((await redeemed(first)).status).toBe(200);
  expect((await redeemed(first)).said.error).toBe('invalid_grant');
  expect((await redeemed(code(), { code_verifier: 'w'.repeat(43) })).said.error).toBe(
    'invalid_grant',
  );
  expect((await redeemed(code(), { redirect_uri: `${REDIRECT}2` })).said.error).toBe(
    'invalid_grant',
  );
  expect((await redeemed(code(), {}, 'wrong')).status).toBe(401);
});

test('the test provider refuses what the product must not ask', async () => {
  await started({ redirectUris: [REDIRECT] });
  const person = { sub: 'p1' };
  const wrongs: Record<string, string>[] = [
    { client_id: 'other' },
    { redirect_uri: 'https://elsewhere.example/' },
    { code_challenge_method: 'plain' },
    { scope: 'email' },
  ];
  for (const wrong of wrongs) {
    expect(() => provider.authorize(addressOf(wrong), person)).toThrow(Object.keys(wrong)[0]);
  }
});

test('the test provider lies on demand, goes away and comes back at the same address', async () => {
  await started();
  const document = `${provider.issuer}/.well-known/openid-configuration`;
  provider.document({ issuer: 'https://elsewhere.example', jwks_uri: undefined });
  const lies = (await (await fetch(document)).json()) as object;
  expect(lies).toMatchObject({ issuer: 'https://elsewhere.example' });
  expect(lies).not.toHaveProperty('jwks_uri');
  provider.answerWith('/jwks', html());
  expect(await (await fetch(`${provider.issuer}/jwks`)).text()).toMatch(/^<!doctype/);
  provider.setAway(true);
  await expect(fetch(document)).rejects.toThrow();
  provider.setAway(false);
  expect((await fetch(document)).status).toBe(200);
  await provider.stop();
  await expect(fetch(document)).rejects.toThrow();
  await provider.restart();
  expect((await fetch(document)).status).toBe(200);
});
