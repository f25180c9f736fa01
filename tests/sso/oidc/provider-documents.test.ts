import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { forgetProviders } from '@/lib/sso/oidc/forget-providers';
import { faultOfProvider, providerDocument } from '@/lib/sso/oidc/provider-documents';
import { eventually } from '@/tests/support/eventually';
import { startTestProvider, type TestProvider } from '@/tests/support/test-provider';
import {
  type Answer,
  drip,
  html,
  huge,
  json,
  redirect,
  silence,
} from '@/tests/support/test-provider/answers';

const isProviderAnswering = async (issuer: string) => (await faultOfProvider(issuer)) === null;

const DISCOVERY = '/.well-known/openid-configuration';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let provider: TestProvider;
let later: number;

beforeEach(async () => {
  later = 0;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + later);
  provider = await startTestProvider();
});

afterEach(async () => {
  forgetProviders();
  await provider.stop();
});

const timesAsked = () => provider.requestsAt(DISCOVERY).length;

/** Time limits pass at once, until restored; which were set is the result. */
function shortLimits() {
  const limits: number[] = [];
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    limits.push(ms);
    return timeout(50);
  });
  return { limits, restore: () => spy.mockRestore() };
}

test('finds what a provider says of itself, once for everybody', async () => {
  const { issuer } = provider;
  const documents = await Promise.all([providerDocument(issuer), providerDocument(issuer)]);
  expect(documents[0]).toMatchObject({ issuer, token_endpoint: `${issuer}/token` });
  expect(await providerDocument(issuer)).toBe(documents[1]);
  expect(timesAsked()).toBe(1);
});

test.each(['/tenants/harbor', '/tenants/harbor/', '/'])(
  'an issuer may have a path: %s',
  async (path) => {
    const tenant = await startTestProvider({ path });
    try {
      expect(await providerDocument(tenant.issuer)).toMatchObject({ issuer: tenant.issuer });
      expect(tenant.requests).toHaveLength(1);
    } finally {
      await tenant.stop();
    }
  },
);

test('asks again after five minutes, and follows what has moved', async () => {
  await providerDocument(provider.issuer);
  const moved = `${provider.issuer}/keys`;
  provider.document({ jwks_uri: moved });
  later = 4.9 * MINUTE;
  expect(await providerDocument(provider.issuer)).not.toMatchObject({ jwks_uri: moved });
  later = 5 * MINUTE;
  expect(await providerDocument(provider.issuer)).toMatchObject({ jwks_uri: moved });
});

test('goes on for a day while the provider is away, and no longer', async () => {
  const known = await providerDocument(provider.issuer);
  await provider.stop();
  later = DAY - MINUTE;
  expect(await providerDocument(provider.issuer)).toBe(known);
  later = DAY + MINUTE;
  await expect(providerDocument(provider.issuer)).rejects.toMatchObject({ reason: 'unreachable' });
});

const refused: [string, Record<string, unknown>, string][] = [
  ['another issuer', { issuer: 'https://elsewhere.example' }, 'issuer'],
  ['its issuer with a slash more', { issuer: 'SLASH' }, 'issuer'],
  ['no issuer', { issuer: undefined }, 'issuer'],
  ['no authorization endpoint', { authorization_endpoint: undefined }, 'authorization_endpoint'],
  ['no token endpoint', { token_endpoint: null }, 'token_endpoint'],
  ['no keys', { jwks_uri: undefined }, 'jwks_uri'],
  ['an endpoint that is no text', { token_endpoint: ['https://x.example'] }, 'token_endpoint'],
  ['an endpoint on plain http', { token_endpoint: 'http://portal.example/t' }, 'token_endpoint'],
  ['a relative endpoint', { jwks_uri: '/jwks' }, 'jwks_uri'],
  ['an endpoint that is script', { end_session_endpoint: 'javascript:1' }, 'end_session_endpoint'],
  [
    'an endpoint with a fragment',
    { authorization_endpoint: 'https://x.example/#a' },
    'authorization_endpoint',
  ],
  [
    'an endpoint with credentials',
    { userinfo_endpoint: 'https://a:b@x.example/' },
    'userinfo_endpoint',
  ],
  [
    'methods that are no list',
    { token_endpoint_auth_methods_supported: 'none' },
    'token_endpoint_auth_methods_supported',
  ],
];

describe.each(refused)('a document with %s', (_kind, patch, field) => {
  beforeEach(() => {
    provider.document(patch.issuer === 'SLASH' ? { issuer: `${provider.issuer}/` } : patch);
  });

  test('is refused with the field that is wrong', async () => {
    const asking = providerDocument(provider.issuer);
    await expect(asking).rejects.toMatchObject({ reason: 'document_refused' });
    await expect(asking).rejects.toThrow(`(${field}: `);
  });

  test('does not replace a good one, whose provider goes on', async () => {
    provider.document(null);
    const known = await providerDocument(provider.issuer);
    provider.document(patch.issuer === 'SLASH' ? { issuer: `${provider.issuer}/` } : patch);
    later = 6 * MINUTE;
    expect(await providerDocument(provider.issuer)).toBe(known);
    expect(await isProviderAnswering(provider.issuer)).toBe(true);
  });
});

test('userinfo and sign-out are optional, by absence and by null', async () => {
  provider.document({ userinfo_endpoint: undefined, end_session_endpoint: null });
  const { userinfo_endpoint, end_session_endpoint } = await providerDocument(provider.issuer);
  expect([userinfo_endpoint, end_session_endpoint]).toEqual([undefined, undefined]);
});

const unusable: [string, Answer, string][] = [
  ['HTML', html(), 'bad_answer'],
  ['JSON that is no object', json([1]), 'bad_answer'],
  ['404', html('', 404), 'bad_answer'],
  ['503', html('', 503), 'in_trouble'],
  ['429', html('', 429), 'in_trouble'],
  ['10 MB', huge(), 'too_large'],
  ['10 MB in a few bytes', huge(10 * 1024 * 1024, { gzip: true }), 'too_large'],
  ['a way into the network', redirect('http://127.0.0.1:5432/'), 'redirected'],
  ['nothing', silence, 'timeout'],
  ['a drop at a time', drip(), 'timeout'],
];

test.each(unusable)(
  'an issuer that answers %s has no document and keeps its old one',
  async (_kind, answer, reason) => {
    const answerBadly = async (ask: () => Promise<void>) => {
      provider.answerWith(DISCOVERY, answer);
      const limited = reason === 'timeout' ? shortLimits() : null;
      await ask();
      limited?.restore();
      provider.answerWith(DISCOVERY, null);
    };
    await answerBadly(async () => {
      await expect(providerDocument(provider.issuer)).rejects.toMatchObject({ reason });
    });
    later = 1000;
    const known = await providerDocument(provider.issuer);
    later = 6 * MINUTE;
    await answerBadly(async () => {
      expect(await providerDocument(provider.issuer)).toBe(known);
    });
    expect(await isProviderAnswering(provider.issuer)).toBe(false);
  },
);

test('an issuer that answers slowly is waited for three seconds at most', async () => {
  const { limits } = shortLimits();
  provider.answerWith(DISCOVERY, silence);
  expect(await isProviderAnswering(provider.issuer)).toBe(false);
  expect(limits).toEqual([3000]);
});

test('knows whether the provider answers, by one question in four seconds for everybody', async () => {
  const { issuer } = provider;
  const asked = await Promise.all([isProviderAnswering(issuer), isProviderAnswering(issuer)]);
  expect(asked).toEqual([true, true]);
  later = 3900;
  expect(await isProviderAnswering(issuer)).toBe(true);
  expect(timesAsked()).toBe(1);
  later = 4000;
  expect(await isProviderAnswering(issuer)).toBe(true);
  expect(timesAsked()).toBe(2);
});

test('notices that the provider is away, and a second later that it is back', async () => {
  const { issuer } = provider;
  await providerDocument(issuer);
  provider.setAway(true);
  later = 4000;
  expect(await isProviderAnswering(issuer)).toBe(false);
  provider.setAway(false);
  later = 4900;
  expect(await isProviderAnswering(issuer)).toBe(false);
  expect(timesAsked()).toBe(1);
  later = 5000;
  expect(await isProviderAnswering(issuer)).toBe(true);
});

test('a question that is never answered keeps nobody from noticing that the provider is back', async () => {
  const { issuer } = provider;
  const limits = shortLimits();
  provider.answerWith(DISCOVERY, silence);
  const unanswered = isProviderAnswering(issuer);
  await eventually(() => expect(timesAsked()).toBe(1));
  limits.restore();
  provider.answerWith(DISCOVERY, null);
  later = 1000;
  expect(await isProviderAnswering(issuer)).toBe(true);
  expect(await unanswered).toBe(false);
  expect(await isProviderAnswering(issuer)).toBe(true);
  expect(timesAsked()).toBe(2);
});

test('an away provider that was never heard of is asked at most once a second', async () => {
  provider.answerWith(DISCOVERY, html('', 503));
  for (let i = 0; i < 20; i++) await providerDocument(provider.issuer).catch(() => undefined);
  expect(timesAsked()).toBe(1);
});
