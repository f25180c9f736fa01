import { beforeEach, expect, test, vi } from 'vitest';
import * as route from '@/app/sso/saml/metadata/route';
import { db } from '@/lib/db';
import { type RequestContext, runInRequestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { switchServiceKeys } from '@/lib/sso/saml/roll-service-keys';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { readXml, type XmlElement } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childElements, childrenNamed, NS, textIn } from '@/lib/sso/saml/xml-tree';
import { knownPortal } from '@/tests/support/known-portal';
import { testServiceKeys } from '@/tests/support/service-keys';
import { restartedWith } from '@/tests/support/settings';
import { testRequest } from '@/tests/support/test-request';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'sso', sso: portal }));
});

const get = (known: Partial<RequestContext> = {}) =>
  runInRequestContext(testRequest({ utility: scope.utility, ...known }), () => route.GET());
const roleIn = async (answer: Response) =>
  childElements(readXml(await answer.text()))[0] as XmlElement;
const base64 = (pems: string[]) => pems.map((pem) => pem.replace(/-----[^-]+-----|\s/g, ''));
const certificatesIn = (role: XmlElement, use: string) =>
  childrenNamed(role, NS.metadata, 'KeyDescriptor')
    .filter((key) => attributeOf(key, 'use') === use)
    .map((key) => textIn(key).trim());

test('it is served as SAML metadata, to keep for minutes, and sets no cookie', async () => {
  await testServiceKeys(scope);
  const answer = await get();
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toEqual({
    'content-type': 'application/samlmetadata+xml',
    'cache-control': 'public, max-age=300',
  });
});

test('it is the same on every host of the utility, whatever the request says', async () => {
  await testServiceKeys(scope);
  const canonical = await (await get()).text();
  const other = get({ domain: 'evil.example', path: '/sso/saml/metadata?entityID=x' });
  expect(await (await other).text()).toBe(canonical);
  expect(canonical).toContain('entityID="https://csi.harbor.example/sso/saml/metadata"');
});

test('while a key is rolled both are in it, and the one that signs stands first', async () => {
  await testServiceKeys(scope, 'current', 'next');
  const before = await roleIn(await get());
  await switchServiceKeys(scope);
  const after = await roleIn(await get());
  for (const use of ['signing', 'encryption'] as const) {
    expect(certificatesIn(before, use)).toHaveLength(2);
    expect(certificatesIn(after, use)).toEqual(certificatesIn(before, use).reverse());
  }
  const { signing } = await serviceKeys(db(), 'harbor');
  expect(certificatesIn(after, 'signing')[0]).toBe(base64([signing?.certificate ?? ''])[0]);
});

test('before there are keys it tells the addresses, and that nothing is signed', async () => {
  const role = await roleIn(await get());
  expect(attributeOf(role, 'AuthnRequestsSigned')).toBe('false');
  expect(childrenNamed(role, NS.metadata, 'KeyDescriptor')).toEqual([]);
});

test('requests that are not to be signed are not announced as signed', async () => {
  const sso = { ...portal, signRequests: false };
  scope = testScope(await testUtility({ signIn: 'sso', sso }));
  await testServiceKeys(scope);
  expect(attributeOf(await roleIn(await get()), 'AuthnRequestsSigned')).toBe('false');
});

test('with keys that can be opened it says that requests are signed, without, that they are not', async () => {
  restartedWith({ AUTH_SECRET: 'old'.padEnd(40, '.') });
  await testServiceKeys(scope);
  expect(attributeOf(await roleIn(await get()), 'AuthnRequestsSigned')).toBe('true');
  restartedWith({ AUTH_SECRET: 'new'.padEnd(40, '.') });
  const role = await roleIn(await get());
  expect(attributeOf(role, 'AuthnRequestsSigned')).toBe('false');
  expect(certificatesIn(role, 'encryption')).toEqual([]);
});

test('it says that requests are signed where the portal alone wants it', async () => {
  const sso = { ...portal, signRequests: false };
  scope = testScope(await testUtility({ signIn: 'sso', sso }));
  await testServiceKeys(scope);
  await knownPortal(scope, { wantsSignedRequests: true });
  expect(attributeOf(await roleIn(await get()), 'AuthnRequestsSigned')).toBe('true');
});

test('it is there before the switch, while people still sign in with passwords alone', async () => {
  scope = testScope(await testUtility({ signIn: 'standalone', sso: portal }));
  await testServiceKeys(scope);
  const answer = await get();
  expect(answer.status).toBe(200);
  const role = await roleIn(answer);
  expect(attributeOf(role, 'AuthnRequestsSigned')).toBe('true');
  expect(certificatesIn(role, 'signing')).toHaveLength(1);
});

const oidc = {
  kind: 'oidc',
  issuer: 'https://id.harbor.example',
  clientId: 'csi',
  clientSecret: `\${SECRET}`,
} as const;

test.each([
  ['passwords alone', { signIn: 'standalone' } as const],
  ['OpenID Connect', { signIn: 'sso', sso: oidc } as const],
])('a utility with %s has none', async (_, settings) => {
  scope = testScope(await testUtility(settings, { 'sso.clientSecret': 'a-secret' }));
  expect((await get()).status).toBe(404);
});

test('while the database is away it asks to come again', async () => {
  const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
  const spy = vi.spyOn(db(), 'select').mockImplementation(() => {
    throw away;
  });
  const response: RequestContext['response'] = {};
  await expect(get({ response })).rejects.toBe(away);
  expect(response).toEqual({ status: 503, retryAfterSeconds: 5 });
  spy.mockRestore();
});
