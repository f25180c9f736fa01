import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freePort } from '@/demo/free-port';
import { PORTAL_PASSWORD } from '@/demo/portal/people';
import { type Portal, startPortal } from '@/demo/portal/portal';
import { makePortalKey, type PortalKey } from '@/demo/portal/summit-key';
import { readMetadata } from '@/lib/sso/saml/metadata-rules';
import { readXml } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childElements, NS, onlyChild, textIn } from '@/lib/sso/saml/xml-tree';
import { type Visitor, visitor } from '@/tests/demo/portal-visitor';
import {
  attributesIn,
  authnRequest,
  find,
  logoutRequest,
  logoutResponse,
  PERSISTENT,
  readAnswer,
  readRedirected,
  redirected,
  SHA1,
  startServiceProvider,
  type TestKey,
  type TestService,
  TRANSIENT,
  testKey,
} from '@/tests/demo/service-provider';

let portal: Portal;
let key: PortalKey;
let otherKey: TestKey;
let service: TestService;
let browser: Visitor;
let entityId: string;
let nextId = 0;

beforeAll(async () => {
  [key, otherKey, service] = await Promise.all([
    makePortalKey(),
    testKey('signing'),
    startServiceProvider(),
  ]);
  portal = await startPortal({
    port: await freePort(),
    clients: [],
    summit: { service: service.entityId, key },
  });
  entityId = `${portal.origin}/summit/metadata`;
  // Four key pairs are made.
});

afterAll(async () => {
  await portal.stop();
  await service.stop();
});

beforeEach(() => {
  browser = visitor(portal.origin);
  service.publish(service.signing);
  service.answers(true);
});

/** What a message of the service says of itself, to one of the portal's addresses. */
function toPortal(path: 'sso' | 'slo') {
  nextId += 1;
  return {
    id: `_request-${nextId}`,
    issuer: service.entityId,
    destination: `${portal.origin}/summit/${path}`,
  };
}

interface Asked {
  attributes?: string;
  format?: string;
  relayState?: string;
  said?: Partial<ReturnType<typeof toPortal> & { at: Date }>;
  key?: TestKey;
  algorithm?: string;
}

/** The address of a sign-in that begins at the service. */
function asked({ said, attributes, format, ...sent }: Asked = {}) {
  const about = { ...toPortal('sso'), ...said };
  const message = authnRequest(about, { attributes, format });
  const address = `${portal.origin}/summit/sso`;
  return { id: about.id, address: redirected(address, message, { key: service.signing, ...sent }) };
}

const FORCE = { attributes: ' ForceAuthn="true"' };

function read(page: string) {
  return readAnswer(page, key.certificate, service.encryption);
}

/** A whole sign-in that begins at the service. */
async function signIn(username: string, options: Asked = {}) {
  const { id, address } = asked(options);
  const { body } = await browser.signIn(address, username, PORTAL_PASSWORD);
  return { id, ...(await assertionIn(body)) };
}

async function assertionIn(page: string) {
  const answer = await read(page);
  if (!answer.assertion) throw new Error('No assertion.');
  const { assertion } = answer;
  const statement = find(assertion, 'AuthnStatement');
  return {
    ...answer,
    assertion,
    nameId: textIn(find(assertion, 'NameID')),
    sessionIndex: attributeOf(statement, 'SessionIndex') ?? '',
    authenticatedAt: Date.parse(attributeOf(statement, 'AuthnInstant') ?? ''),
  };
}

test('its metadata names it, its addresses and its certificate', async () => {
  const { status, body } = await browser.open('/summit/metadata');
  expect(status).toBe(200);
  const root = readXml(body);
  expect(attributeOf(root, 'entityID')).toBe(entityId);
  const description = onlyChild(root, NS.metadata, 'IDPSSODescriptor');
  expect(attributeOf(description, 'WantAuthnRequestsSigned')).toBe('true');
  expect(description && childElements(description).map(({ name }) => name)).toEqual([
    'KeyDescriptor',
    'SingleLogoutService',
    'NameIDFormat',
    'SingleSignOnService',
  ]);
  const signInAt = attributeOf(find(root, 'SingleSignOnService'), 'Location');
  expect(signInAt).toBe(`${portal.origin}/summit/sso`);
  const pem = key.certificate.replace(/-----[^-]+-----|\s/g, '');
  expect(textIn(find(root, 'X509Certificate'))).toBe(pem);
});

test('the CSI takes that metadata', async () => {
  const { body } = await browser.open('/summit/metadata');
  expect(readMetadata(body, new Date())).toMatchObject({
    kind: 'read',
    provider: {
      entityId,
      signInAddress: `${portal.origin}/summit/sso`,
      logoutAddress: `${portal.origin}/summit/slo`,
      wantsSignedRequests: true,
    },
  });
});

test('alice signs in, and the answer says who she is, signed twice and encrypted', async () => {
  const before = Date.now();
  const answer = await signIn('alice', { relayState: 'r&1 <2>' });
  const { assertion, response } = answer;
  expect(answer.action).toBe(service.consumer);
  expect(answer.relayState).toBe('r&1 <2>');
  expect(answer.text).not.toContain('alice');
  expect(attributeOf(response, 'InResponseTo')).toBe(answer.id);
  expect(attributeOf(response, 'Destination')).toBe(service.consumer);
  expect(textIn(onlyChild(assertion, NS.assertion, 'Issuer'))).toBe(entityId);
  expect(textIn(find(assertion, 'Audience'))).toBe(service.entityId);
  expect(attributesIn(assertion)).toEqual({
    uid: ['alice'],
    displayName: ['Alice Archer'],
    mail: ['alice@summitgas.example'],
    memberOf: ['csi-reps'],
  });
  expect(answer.authenticatedAt).toBeGreaterThanOrEqual(before);
  expect(answer.sessionIndex).not.toBe('');
});

test('the assertion is for this service, this request and five minutes', async () => {
  const { id, assertion } = await signIn('alice');
  const data = find(assertion, 'SubjectConfirmationData');
  expect(attributeOf(data, 'Recipient')).toBe(service.consumer);
  expect(attributeOf(data, 'InResponseTo')).toBe(id);
  const conditions = find(assertion, 'Conditions');
  const from = Date.parse(attributeOf(conditions, 'NotBefore') ?? '');
  expect(Date.parse(attributeOf(conditions, 'NotOnOrAfter') ?? '') - from).toBe(300_000);
});

test('somebody keeps their name from sign-in to sign-in, and it is persistent', async () => {
  const first = await signIn('alice');
  browser = visitor(portal.origin);
  const second = await signIn('alice');
  expect(second.nameId).toBe(first.nameId);
  expect(first.nameId).not.toContain('alice');
  expect(second.sessionIndex).not.toBe(first.sessionIndex);
  expect(Object.fromEntries(find(first.assertion, 'NameID').attributes)).toEqual({
    Format: PERSISTENT,
    NameQualifier: entityId,
    SPNameQualifier: service.entityId,
  });
});

test('bob has two groups, and carol none', async () => {
  const { memberOf } = attributesIn((await signIn('bob')).assertion);
  expect(memberOf).toEqual(['csi-reps', 'csi-admins']);
  browser = visitor(portal.origin);
  expect(attributesIn((await signIn('carol')).assertion)).not.toHaveProperty('memberOf');
});

test('the page that leads back works by script, and by a button without', async () => {
  const { body } = await browser.signIn(asked().address, 'alice', PORTAL_PASSWORD);
  expect(body).toContain('<script>document.forms[0].submit()</script>');
  expect(/<noscript>[\s\S]*<button>Continue<\/button>[\s\S]*<\/noscript>/.test(body)).toBe(true);
});

test('a wrong password is refused, and the username stays in the form', async () => {
  const refused = await browser.signIn(asked().address, 'alice"<b>', 'portal-pass-2');
  expect(refused.status).toBe(422);
  expect(refused.body).toContain('do not match');
  expect(refused.body).toContain('value="alice&quot;&lt;b&gt;"');
  expect(refused.body).not.toContain('portal-pass-2');
  expect((await browser.open('/summit/home')).body).toContain('<h1>Sign in</h1>');
});

test('who is signed in at the portal walks straight through, with the time of that sign-in', async () => {
  await browser.signIn('/summit', 'alice', PORTAL_PASSWORD);
  const between = Date.now();
  const answer = await assertionIn((await browser.open(asked().address)).body);
  expect(attributesIn(answer.assertion).uid).toEqual(['alice']);
  expect(answer.authenticatedAt).toBeLessThanOrEqual(between);
});

test('who came by way of the service is known at the portal, whose tile leads to it', async () => {
  await signIn('bob');
  const { body } = await browser.open('/summit/home');
  expect(body).toContain('Hello, Bob Brooks');
  expect(body).toContain('href="/summit/open"><strong>Customer Service Interface</strong>');
});

test('ForceAuthn asks again, and the answer says when, for the same session', async () => {
  const first = await signIn('alice');
  const { address } = asked(FORCE);
  expect((await browser.open(address)).body).toContain('asks you to sign in again');
  const before = Date.now();
  const second = await signIn('alice', FORCE);
  expect(second.authenticatedAt).toBeGreaterThanOrEqual(before);
  expect(second.sessionIndex).toBe(first.sessionIndex);
});

test('somebody else who answers ForceAuthn gets a session of their own', async () => {
  const alice = await signIn('alice');
  const bob = await signIn('bob', FORCE);
  expect(bob.nameId).not.toBe(alice.nameId);
  expect(bob.sessionIndex).not.toBe(alice.sessionIndex);
  expect((await browser.open('/summit/home')).body).toContain('Hello, Bob Brooks');
});

test('IsPassive shows nothing: it says that nobody is signed in, in a signed answer', async () => {
  const { id, address } = asked({ attributes: ' IsPassive="true"' });
  const { response, assertion } = await read((await browser.open(address)).body);
  expect(assertion).toBeNull();
  expect(attributeOf(response, 'InResponseTo')).toBe(id);
  expect(statusesIn(response)).toEqual(['Responder', 'NoPassive']);
});

test('a name that changes with every sign-in is not given', async () => {
  const { address } = asked({ format: TRANSIENT });
  const { response } = await read((await browser.open(address)).body);
  expect(statusesIn(response)).toEqual(['Responder', 'InvalidNameIDPolicy']);
});

function statusesIn(response: Awaited<ReturnType<typeof read>>['response']): string[] {
  const first = onlyChild(find(response, 'Status'), NS.protocol, 'StatusCode');
  const second = first && onlyChild(first, NS.protocol, 'StatusCode');
  return [first, second].map((code) => attributeOf(code, 'Value')?.split(':').pop() ?? '');
}

test.each<[string, () => Asked]>([
  ['signed by another key', () => ({ key: otherKey })],
  ['signed with SHA-1', () => ({ algorithm: SHA1 })],
  ['for another destination', () => ({ said: { destination: 'http://localhost:1/summit/sso' } })],
  ['from another service', () => ({ said: { issuer: 'http://elsewhere.localhost:3000/' } })],
  ['of six minutes ago', () => ({ said: { at: new Date(Date.now() - 360_000) } })],
])('a request %s is refused', async (_what, options) => {
  const refused = await browser.open(asked(options()).address);
  expect(refused.status).toBe(400);
  expect(refused.body).toContain('This request cannot be answered');
});

test('a request of four minutes ago is answered', async () => {
  const { address } = asked({ said: { at: new Date(Date.now() - 240_000) } });
  expect((await browser.open(address)).body).toContain('<h1>Sign in</h1>');
});

test('a request that was changed after signing, or is not signed, is refused', async () => {
  const changed = asked({ relayState: 'a' }).address;
  changed.search = changed.search.replace('RelayState=a', 'RelayState=b');
  expect((await browser.open(changed)).status).toBe(400);

  const bare = asked().address;
  bare.search = bare.search.replace(/&SigAlg=.*/, '');
  expect((await browser.open(bare)).status).toBe(400);
});

test.each(['SAMLRequest', '%53AMLRequest'])(
  'a second request as %s beside the signed one does not stand in for it',
  async (name) => {
    const signed = asked({ attributes: ' IsPassive="true"' });
    const evil = asked({ key: otherKey }).address.searchParams.get('SAMLRequest') ?? '';
    const doubled = new URL(`${signed.address}&${name}=${encodeURIComponent(evil)}`);
    const answered = await browser.open(doubled);
    if (name === 'SAMLRequest') return expect(answered.status).toBe(400);
    expect(attributeOf((await read(answered.body)).response, 'InResponseTo')).toBe(signed.id);
  },
);

test('an answer goes to no address that is not in the metadata', async () => {
  const url = 'http://elsewhere.localhost:3000/sso/saml/acs';
  const { address } = asked({ attributes: ` AssertionConsumerServiceURL="${url}"` });
  expect((await browser.open(address)).status).toBe(400);
  const own = asked({ attributes: ` AssertionConsumerServiceURL="${service.consumer}"` });
  expect((await browser.open(own.address)).body).toContain('<h1>Sign in</h1>');
});

test('while the service rolls its key, either signs, and the former no more once it is gone', async () => {
  service.publish(otherKey, service.signing);
  expect((await browser.open(asked({ key: otherKey }).address)).status).toBe(200);
  expect((await browser.open(asked().address)).status).toBe(200);
  service.publish(otherKey);
  expect((await browser.open(asked().address)).status).toBe(400);
});

test('a form belongs to the browser that was sent to it, and is good once', async () => {
  const { at } = await browser.open(asked().address);
  const stranger = visitor(portal.origin);
  const form = { username: 'alice', password: PORTAL_PASSWORD };
  expect((await stranger.open(at, form)).status).toBe(400);
  expect((await browser.open(at, form)).body).toContain('SAMLResponse');
  const late = await browser.open(at, form);
  expect(late.status).toBe(400);
  expect(late.body).toContain('This sign-in is over');
});

test('the tile brings the service an answer that it did not ask for, and where to go', async () => {
  const { body } = await browser.signIn('/summit/open', 'alice', PORTAL_PASSWORD);
  const { response, assertion, action, relayState } = await assertionIn(body);
  expect(action).toBe(service.consumer);
  expect(relayState).toBe('/home');
  expect(attributeOf(response, 'InResponseTo')).toBeUndefined();
  expect(attributeOf(find(assertion, 'SubjectConfirmationData'), 'InResponseTo')).toBeUndefined();
});

test('a service that does not answer is said to, and asked again at the next try', async () => {
  service.answers(false);
  const { address } = asked();
  expect((await browser.open(address)).status).toBe(502);
  service.answers(true);
  expect((await browser.open(address)).body).toContain('<h1>Sign in</h1>');
});

test('the service ends the session of the person it names, and gets its state back', async () => {
  const session = await signIn('alice');
  const message = logoutRequest(toPortal('slo'), session);
  const to = `${portal.origin}/summit/slo`;
  const sent = redirected(to, message, { key: service.signing, relayState: 's-1' });
  const { location } = await browser.open(sent);
  expect(`${location?.origin}${location?.pathname}`).toBe(service.logout);
  const { root, relayState } = readRedirected(location ?? sent, key.certificate);
  expect(root.name).toBe('LogoutResponse');
  expect(relayState).toBe('s-1');
  expect(attributeOf(root, 'InResponseTo')).toBe(`_request-${nextId}`);
  expect(attributeOf(find(root, 'StatusCode'), 'Value')).toMatch(/:Success$/);
  expect((await browser.open('/summit/home')).body).toContain('<h1>Sign in</h1>');
});

test('it ends no session of another index or person, nor by a forged signature', async () => {
  const session = await signIn('alice');
  const to = `${portal.origin}/summit/slo`;
  const send = (named: { nameId: string; sessionIndex: string }, by = service.signing) =>
    browser.open(redirected(to, logoutRequest(toPortal('slo'), named), { key: by }));
  await send({ ...session, sessionIndex: '_another' });
  await send({ ...session, nameId: 'somebody-else' });
  expect((await send(session, otherKey)).status).toBe(400);
  expect((await browser.open('/summit/home')).body).toContain('Hello, Alice Archer');
});

/** Signs out at the portal; returns what the browser takes to the service. */
async function signOut() {
  const { location } = await browser.open('/summit/sign-out', {});
  if (!location) throw new Error('The portal did not lead to the service.');
  expect(`${location.origin}${location.pathname}`).toBe(service.logout);
  return readRedirected(location, key.certificate).root;
}

/** Brings the service's answer back; returns the page. */
async function confirm(inResponseTo: string, second = '', by = service.signing) {
  const message = logoutResponse(toPortal('slo'), inResponseTo, second);
  const to = `${portal.origin}/summit/slo`;
  return (await browser.open(redirected(to, message, { parameter: 'SAMLResponse', key: by }))).body;
}

test('signing out at the portal ends its session, and tells the service whose and which', async () => {
  const session = await signIn('alice');
  const told = await signOut();
  expect(told.name).toBe('LogoutRequest');
  expect(textIn(find(told, 'NameID'))).toBe(session.nameId);
  expect(textIn(find(told, 'SessionIndex'))).toBe(session.sessionIndex);
  expect((await browser.open('/summit/home')).body).toContain('<h1>Sign in</h1>');

  const page = await confirm(attributeOf(told, 'ID') ?? '');
  expect(page).toContain('You are signed out');
  expect(page).not.toContain('did not confirm');
});

test.each<[string, (id: string) => Promise<string>]>([
  ['only in part', (id) => confirm(id, 'PartialLogout')],
  ['by another key', (id) => confirm(id, '', otherKey)],
  ['for another logout', () => confirm('_made-up')],
])('a logout that is confirmed %s is said not to be', async (_how, answer) => {
  await signIn('alice');
  const id = attributeOf(await signOut(), 'ID') ?? '';
  expect(await answer(id)).toContain('did not confirm that it signed you out');
});

test('a service that nobody opened is not told, and one that is down did not confirm', async () => {
  await browser.signIn('/summit', 'alice', PORTAL_PASSWORD);
  const quiet = await browser.open('/summit/sign-out', {});
  expect(quiet.body).not.toContain('did not confirm');

  await signIn('alice');
  service.answers(false);
  const { body } = await browser.open('/summit/sign-out', {});
  expect(body).toContain('You are signed out');
  expect(body).toContain('did not confirm that it signed you out');
});

test('it has no other pages, and Valley Water keeps its own', async () => {
  expect((await browser.open('/summit/no-such-page')).body).toContain('Summit Gas');
  expect((await browser.open('/no-such-page')).body).toContain('Valley Water');
});
