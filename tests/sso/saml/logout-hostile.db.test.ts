import { deflateRawSync } from 'node:zlib';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ssoUsed } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import type { LogoutArrival } from '@/lib/sso/saml/verify-logout';
import {
  aliceName,
  type How,
  type LogoutVisit,
  logoutVisit,
  portal,
  startAnew,
  toldOfLogouts,
} from '@/tests/sso/saml/logout-visit';
import { lines } from '@/tests/support/captured-pino';
import { keys } from '@/tests/support/saml-provider';
import {
  HMAC_SHA256,
  INCLUSIVE,
  RSA_PSS,
  RSA_SHA1,
  RSA_SHA256,
  RSA_SHA384,
  SHA1,
} from '@/tests/support/saml-provider/algorithms';
import type { LogoutRequestWords } from '@/tests/support/saml-provider/logout-text';
import { hmacBy } from '@/tests/support/saml-provider/sign-xml';
import { noonPlus, SECOND } from '@/tests/support/test-scope';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let visit: LogoutVisit;
let here: Awaited<ReturnType<LogoutVisit['arrive']>>;

beforeEach(async () => {
  startAnew();
  visit = await logoutVisit();
  here = await visit.arrive('alice', 'session-of-alice');
});

/** Nobody is signed out, nothing is used up, and the log has the reason without any name. */
async function expectRefused(arrival: LogoutArrival, fault: AnswerFault): Promise<void> {
  const received = await visit.receive(arrival);
  expect(received).toMatchObject({ of: 'request', kind: 'refused', fault });
  expect(await visit.statesOf(here)).toEqual(['active']);
  expect(await db().$count(ssoUsed)).toBe(0);
  expect(toldOfLogouts()).toMatchObject([{ outcome: 'refused', fault, requestId: 'test-request' }]);
  expect(lines.join('\n')).not.toMatch(/of-alice|of-mallory|<|xmlns|SAMLRequest=/);
}

type Made = () => LogoutArrival;
type Words = Partial<LogoutRequestWords>;

const redirected =
  (how: How, words: Words = {}): Made =>
  () =>
    visit.redirect(visit.request(words), how);

const posted =
  (how: How, words: Words = {}): Made =>
  () =>
    visit.post(visit.request(words), how);

/** The address of a good request, changed on its way, as its text. */
const changed =
  (change: (search: string) => string, how: How = { relayState: 'state' }): Made =>
  () => {
    const address = portal.byRedirect(visit.request(), { target: visit.slo, ...how });
    return { path: `${address.pathname}${change(address.search)}` };
  };

const without = (name: string) => (search: string) =>
  search.replace(new RegExp(`([?&])${name}=[^&]*&?`), '$1').replace(/&$/, '');
const and = (more: string) => (search: string) => `${search}&${more}`;
const again = (name: string) => (search: string) =>
  `${search}&${new RegExp(`${name}=[^&]*`).exec(search)?.[0]}`;
const packed = (xml: string) => encodeURIComponent(deflateRawSync(xml).toString('base64'));

describe('by redirect:', () => {
  test.each<[string, AnswerFault, Made]>([
    ['a message that nobody signed', 'signature', redirected({ redirect: { isSigned: false } })],
    ['one without its Signature', 'signature', changed(without('Signature'))],
    ['one without its SigAlg', 'signature', changed(without('SigAlg'))],
    ['SHA-1', 'signature', redirected({ redirect: { algorithm: RSA_SHA1, hash: 'sha1' } })],
    ['SHA-1 that is called SHA-256', 'signature', redirected({ redirect: { hash: 'sha1' } })],
    [
      'SHA-384, which nobody asked for',
      'signature',
      redirected({ redirect: { algorithm: RSA_SHA384, hash: 'sha384' } }),
    ],
    ['RSA-PSS', 'signature', redirected({ redirect: { algorithm: RSA_PSS } })],
    ['an HMAC', 'signature', redirected({ redirect: { algorithm: HMAC_SHA256 } })],
    ['no algorithm', 'signature', redirected({ redirect: { algorithm: '' } })],
    [
      'an algorithm in other letters',
      'signature',
      redirected({ redirect: { algorithm: RSA_SHA256.toUpperCase() } }),
    ],
    ["a stranger's key", 'signature', redirected({ key: keys.strangers })],
    [
      'another message under the same signature',
      'signature',
      changed((search) =>
        search.replace(/SAMLRequest=[^&]*/, `SAMLRequest=${packed(visit.request())}`),
      ),
    ],
    [
      'another RelayState',
      'signature',
      changed((search) => search.replace('RelayState=state', 'RelayState=other')),
    ],
    ['a RelayState more', 'signature', changed(and('RelayState=state'), {})],
    ['a RelayState less', 'signature', changed(without('RelayState'))],
    [
      'the same values, escaped anew',
      'signature',
      changed((search) => search.replace(/%2f/g, '%2F'), {
        relayState: '/a/b',
        redirect: { smallEscapes: true },
      }),
    ],
    [
      'parameters signed in another order',
      'signature',
      redirected({
        relayState: 'state',
        redirect: { order: ['RelayState', 'SAMLRequest', 'SigAlg'] },
      }),
    ],
    ['SAMLRequest twice', 'malformed_answer', changed(again('SAMLRequest'))],
    ['RelayState twice', 'malformed_answer', changed(again('RelayState'))],
    ['SigAlg twice', 'malformed_answer', changed(again('SigAlg'))],
    ['Signature twice', 'malformed_answer', changed(again('Signature'))],
    [
      'a forged one before it',
      'malformed_answer',
      changed((search) => search.replace('?', `?SAMLRequest=${packed('<a/>')}&`)),
    ],
    [
      'a forged one beside it, its name escaped',
      'malformed_answer',
      changed((search) => search.replace('?', `?SAML%52equest=${packed('<a/>')}&`)),
    ],
    ['a response beside it', 'malformed_answer', changed(and(`SAMLResponse=${packed('<a/>')}`))],
    ['no message', 'malformed_answer', changed(() => '')],
    ['an empty query', 'malformed_answer', changed(() => '?')],
    ['another encoding', 'malformed_answer', changed(and('SAMLEncoding=urn:x'))],
    ['a bad escape', 'malformed_answer', changed((search) => search.replace('state', '%zz'))],
    ['no UTF-8', 'malformed_answer', changed((search) => search.replace('state', '%ff'))],
    [
      'a Signature that is no base64',
      'malformed_answer',
      changed((search) => search.replace(/&Signature=.*/, '&Signature=*')),
    ],
    [
      'an empty Signature',
      'malformed_answer',
      changed((s) => s.replace(/Signature=.*/, 'Signature=')),
    ],
    [
      'a RelayState too long to give back',
      'malformed_answer',
      redirected({ relayState: 'x'.repeat(2001) }),
    ],
    [
      'what is not deflated',
      'malformed_answer',
      redirected({ redirect: { message: Buffer.from('<a/>') } }),
    ],
    [
      'nothing, deflated',
      'malformed_answer',
      redirected({ redirect: { message: deflateRawSync('') } }),
    ],
    [
      'a text that is not UTF-8',
      'malformed_answer',
      redirected({ redirect: { message: deflateRawSync(Buffer.from([0x3c, 0x61, 0xff])) } }),
    ],
  ])('%s', async (_, fault, made) => {
    await expectRefused(made(), fault);
  });

  test('ten megabytes in ten kilobytes are given up on the way', async () => {
    const message = deflateRawSync(Buffer.alloc(10 * 1024 * 1024, ' '));
    const arrival = visit.redirect(visit.request(), { redirect: { message } });
    const before = process.cpuUsage();
    const received = await visit.receive(arrival);
    const { user, system } = process.cpuUsage(before);
    expect(received).toMatchObject({ kind: 'refused', detail: 'over 64 KiB when inflated' });
    // Microseconds of work, however busy the machine is with other things.
    expect(user + system).toBeLessThan(500_000);
    expect(await visit.statesOf(here)).toEqual(['active']);
  });

  test('64 KiB are read, and a byte more is not', async () => {
    const xml = visit.request({ sessionIndexes: ['session-of-alice'] });
    const sized = (bytes: number) => {
      const more = ' '.repeat(bytes - Buffer.byteLength(xml));
      return visit.redirect(xml.replace('</samlp:LogoutRequest>', `${more}$&`));
    };
    await expectRefused(sized(64 * 1024 + 1), 'malformed_answer');
    expect(await visit.receive(sized(64 * 1024))).toMatchObject({ kind: 'ended' });
  });

  test('a RelayState of 2,000 characters is given back', async () => {
    const relayState = 'x'.repeat(2000);
    const received = await visit.receive(visit.redirect(visit.request(), { relayState }));
    if (received.kind !== 'ended') throw new Error(received.kind);
    expect(portal.readRequest(received.answer ?? '').relayState).toBe(relayState);
  });
});

/** Moves pieces of a message that is signed for Mallory, to end what is Alice's. */
const wrapped = (wrap: (signed: string, forged: string) => string) => () => {
  const mallory = visit.request({ id: '_signed', nameId: { value: 'name-of-mallory' } });
  const { SAMLRequest = '' } = portal.byPost(mallory, { target: visit.slo });
  const signed = Buffer.from(SAMLRequest, 'base64').toString();
  const forged = visit.request({ id: '_forged' });
  const sent = Buffer.from(wrap(signed, forged)).toString('base64');
  return { form: new URLSearchParams({ SAMLRequest: sent }) };
};
const SIGNATURE = /<ds:Signature.*<\/ds:Signature>/s;
const ISSUER_END = '</saml:Issuer>';
const extensions = (held: string) => `${ISSUER_END}<samlp:Extensions>${held}</samlp:Extensions>`;
const signatureOf = (signed: string) => SIGNATURE.exec(signed)?.[0] ?? '';

const field = (xml: string) => Buffer.from(xml).toString('base64');
const form = (pairs: (good: string) => [string, string][]) => () => ({
  form: new URLSearchParams(
    pairs(portal.byPost(visit.request(), { target: visit.slo }).SAMLRequest ?? ''),
  ),
});

describe('by POST:', () => {
  test.each<[string, AnswerFault, Made]>([
    ['a message that nobody signed', 'signature', posted({ signature: null })],
    [
      'one that only its address signs',
      'signature',
      () => {
        const { searchParams } = portal.byRedirect(visit.request(), { target: visit.slo });
        searchParams.set('SAMLRequest', field(visit.request()));
        return { form: searchParams };
      },
    ],
    ['SHA-1', 'signature', posted({ signature: { algorithm: RSA_SHA1 } })],
    ['a digest by SHA-1', 'signature', posted({ signature: { digest: SHA1 } })],
    [
      'an HMAC with the certificate for a secret',
      'signature',
      posted({
        signature: {
          algorithm: HMAC_SHA256,
          compute: hmacBy('sha256', keys.first.certificate) as (text: string) => Buffer,
        },
      }),
    ],
    [
      'inclusive canonicalisation',
      'signature',
      posted({ signature: { canonicalization: INCLUSIVE } }),
    ],
    ["a stranger's key, with its certificate", 'signature', posted({ key: keys.strangers })],
    ['a reference to the whole document', 'signature', posted({ signature: { uri: '' } })],
    ['a reference to elsewhere', 'signature', posted({ signature: { uri: '#_other' } })],
    [
      'another name than was signed',
      'signature',
      posted(
        { change: (xml) => xml.replace('name-of-mallory', 'name-of-alice') },
        { nameId: { value: 'name-of-mallory' } },
      ),
    ],
    [
      'a comment in the name, put there later',
      'malformed_answer',
      posted(
        { change: (xml) => xml.replace('-the-', '<!---->') },
        { nameId: { value: 'name-of-alice-the-second' } },
      ),
    ],
    ['two signatures', 'signature', posted({ change: (xml) => xml.replace(SIGNATURE, '$&$&') })],
    [
      'the signed one in Extensions of a forged one',
      'malformed_answer',
      wrapped((signed, forged) => forged.replace(ISSUER_END, extensions(signed))),
    ],
    [
      'the same, its signature on the forged one',
      'malformed_answer',
      wrapped((signed, forged) =>
        forged.replace(ISSUER_END, extensions(signed.replace(SIGNATURE, '')) + signatureOf(signed)),
      ),
    ],
    [
      'the signed one in an Object of the signature',
      'signature',
      wrapped((signed, forged) => {
        const object = `<ds:Object>${signed.replace(SIGNATURE, '')}</ds:Object></ds:Signature>`;
        const signature = signatureOf(signed).replace('</ds:Signature>', object);
        return forged.replace(ISSUER_END, `${ISSUER_END}${signature}`);
      }),
    ],
    [
      'both with the same ID',
      'malformed_answer',
      wrapped((signed, forged) =>
        forged
          .replace('_forged', '_signed')
          .replace(ISSUER_END, extensions(signed.replace(SIGNATURE, '')) + signatureOf(signed)),
      ),
    ],
    [
      'the forged one in Extensions of the signed one',
      'malformed_answer',
      wrapped((signed, forged) => signed.replace(ISSUER_END, extensions(forged))),
    ],
    [
      'the signature alone on a forged one of the same ID',
      'signature',
      wrapped((signed, forged) =>
        forged
          .replace('_forged', '_signed')
          .replace(ISSUER_END, `${ISSUER_END}${signatureOf(signed)}`),
      ),
    ],
    [
      'a second name in front',
      'signature',
      wrapped((signed) =>
        signed.replace('<saml:NameID', '<saml:NameID>name-of-alice</saml:NameID>$&'),
      ),
    ],
    [
      'a second ID by another spelling',
      'malformed_answer',
      wrapped((signed) => signed.replace('<saml:NameID', '<saml:NameID Id="_signed"')),
    ],
    ['a root around it', 'malformed_answer', wrapped((signed) => `<r>${signed}</r>`)],
    ['two roots', 'malformed_answer', wrapped((signed, forged) => forged + signed)],
    ['a DTD', 'malformed_answer', wrapped((signed) => `<!DOCTYPE a>${signed}`)],
    [
      'an entity in the name',
      'malformed_answer',
      wrapped((signed) => `<!DOCTYPE a [<!ENTITY n "alice">]>${signed.replace('mallory', '&n;')}`),
    ],
    [
      'a stylesheet',
      'malformed_answer',
      wrapped((signed) => `<?xml-stylesheet href="x"?>${signed}`),
    ],
    [
      'the field twice',
      'malformed_answer',
      form((good) => [
        ['SAMLRequest', good],
        ['SAMLRequest', good],
      ]),
    ],
    [
      'both fields',
      'malformed_answer',
      form((good) => [
        ['SAMLRequest', good],
        ['SAMLResponse', good],
      ]),
    ],
    [
      'two RelayStates',
      'malformed_answer',
      form((good) => [
        ['SAMLRequest', good],
        ['RelayState', 'a'],
        ['RelayState', 'b'],
      ]),
    ],
    ['no field', 'malformed_answer', form(() => [])],
    ['no base64', 'malformed_answer', form((good) => [['SAMLRequest', `${good}*`]])],
    ['an empty field', 'malformed_answer', form(() => [['SAMLRequest', '']])],
    [
      'the deflated message of a redirect',
      'malformed_answer',
      form(() => [['SAMLRequest', deflateRawSync(visit.request()).toString('base64')]]),
    ],
  ])('%s', async (_, fault, made) => {
    await expectRefused(made(), fault);
  });
});

test('what these are made from is good as it was', async () => {
  const received = await visit.receive(wrapped((signed) => signed)());
  expect(received).toMatchObject({ of: 'request', kind: 'nothing_to_end' });
});

const NAME = '<saml:NameID>name-of-alice</saml:NameID>';
const encrypted =
  '<saml:EncryptedID><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"/></saml:EncryptedID>';

describe('signed by the portal, and still refused:', () => {
  test.each<[string, AnswerFault, Words, ((xml: string) => string)?]>([
    [
      'made for another utility',
      'destination',
      { destination: 'https://csi.summit.example/sso/saml/slo' },
    ],
    [
      'made for the assertion consumer',
      'destination',
      { destination: 'https://csi.harbor.example/sso/saml/acs' },
    ],
    [
      'made for the same address with more behind it',
      'destination',
      { destination: 'https://csi.harbor.example/sso/saml/slo/' },
    ],
    ['made for nobody', 'destination', { destination: null }],
    ['by another issuer', 'issuer', { issuer: 'https://evil.example/idp' }],
    ['by no issuer', 'issuer', { issuer: null }],
    [
      'by a person of the name',
      'issuer',
      {},
      (xml) => xml.replace('<saml:Issuer>', '<saml:Issuer Format="urn:x">'),
    ],
    ['of another version', 'malformed_answer', { version: '1.1' }],
    ['of no version', 'malformed_answer', { version: null }],
    ['with an ID that is none', 'malformed_answer', { id: "x' or '1" }],
    ['without a time', 'conditions', { issueInstant: null }],
    ['with a time that is none', 'conditions', { issueInstant: 'yesterday' }],
    ['too long ago', 'expired', { issueInstant: noonPlus(-421 * SECOND).toISOString() }],
    ['at a time to come', 'clock', { issueInstant: noonPlus(121 * SECOND).toISOString() }],
    ['over by its own word', 'expired', { notOnOrAfter: noonPlus(-121 * SECOND).toISOString() }],
    ['over no one knows when', 'conditions', { notOnOrAfter: 'soon' }],
    ['about nobody', 'malformed_answer', { nameId: null, sessionIndexes: ['session-of-alice'] }],
    ['about an empty name', 'malformed_answer', { nameId: { value: ' ' } }],
    [
      'about a name too long to be one',
      'malformed_answer',
      { nameId: { value: 'x'.repeat(1025) } },
    ],
    [
      'about a name with a line break',
      'malformed_answer',
      { nameId: { value: 'name-of\n-alice' } },
    ],
    ['about two people', 'malformed_answer', { nameId: NAME + NAME }],
    ['about somebody encrypted', 'encryption', { nameId: encrypted }],
    ['about somebody encrypted beside the name', 'encryption', { nameId: NAME + encrypted }],
    ['about a BaseID', 'malformed_answer', { nameId: '<saml:BaseID/>' }],
    [
      'about a name of another namespace',
      'malformed_answer',
      { nameId: '<NameID xmlns="urn:x">name-of-alice</NameID>' },
    ],
    [
      'about a name in two pieces',
      'malformed_answer',
      { nameId: '<saml:NameID>name-of<x xmlns="urn:x">-alice</x></saml:NameID>' },
    ],
    [
      'about a name with a comment',
      'malformed_answer',
      { nameId: '<saml:NameID>name-of-alice<!-- x --></saml:NameID>' },
    ],
    [
      'about a name in CDATA',
      'malformed_answer',
      { nameId: '<saml:NameID><![CDATA[name-of-alice]]></saml:NameID>' },
    ],
    ['with a session that has no name', 'malformed_answer', { sessionIndexes: [''] }],
    [
      'with 51 sessions',
      'malformed_answer',
      { sessionIndexes: Array.from({ length: 51 }, (_, i) => `s-${i}`) },
    ],
    [
      'with two of Issuer',
      'malformed_answer',
      { more: '<saml:Issuer>https://portal.example/idp</saml:Issuer>' },
    ],
    [
      'with another message in it',
      'malformed_answer',
      { more: '<samlp:Extensions><samlp:LogoutRequest/></samlp:Extensions>' },
    ],
    [
      'another message in its place',
      'malformed_answer',
      {},
      (xml) => xml.replaceAll('samlp:LogoutRequest', 'samlp:AuthnRequest'),
    ],
    [
      'one of another namespace',
      'malformed_answer',
      {},
      (xml) => xml.replace('SAML:2.0:protocol', 'SAML:1.0:protocol'),
    ],
  ])('%s', async (_, fault, words, change = (xml) => xml) => {
    const xml = visit.request(words);
    const message = deflateRawSync(change(xml));
    await expectRefused(visit.redirect(xml, { redirect: { message } }), fault);
  });

  test('50 sessions are read', async () => {
    const sessionIndexes = Array.from({ length: 49 }, (_, i) => `s-${i}`);
    const xml = visit.request({ sessionIndexes: [...sessionIndexes, 'session-of-alice'] });
    expect(await visit.receive(visit.redirect(xml))).toMatchObject({ sessions: 1 });
  });

  test("what the same portal says to another utility ends that one's sessions only", async () => {
    const summit = await logoutVisit({}, 'summit');
    const there = await summit.arrive('alice', 'session-of-alice');
    const xml = summit.request({ nameId: aliceName });
    for (const arrival of [summit.redirect(xml), summit.post(xml)]) {
      expect(await visit.receive(arrival)).toMatchObject({ fault: 'destination' });
    }
    expect(await summit.receive(summit.redirect(xml))).toMatchObject({ sessions: 1 });
    expect(await visit.statesOf(here)).toEqual(['active']);
    expect(await summit.statesOf(there)).toEqual(['ended']);
  });

  test.each([
    ['SAMLRequest', 'SAMLResponse', 'response'],
    ['SAMLResponse', 'SAMLRequest', 'request'],
  ] as const)('a %s under the name of a %s', async (real, called, of) => {
    const xml = real === 'SAMLRequest' ? visit.request() : visit.response({ inResponseTo: '_x' });
    const { pathname, search } = portal.byRedirect(xml, { target: visit.slo });
    const path = `${pathname}${search.replace(`?${real}=`, `?${called}=`)}`;
    const received = await visit.receive({ path });
    expect(received).toMatchObject({ of, kind: 'refused', fault: 'signature' });
    expect(await visit.statesOf(here)).toEqual(['active']);
  });
});
