import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import { clock, type PortalVisit, portalVisit, startAnew } from '@/tests/sso/oidc/portal-visit';
import {
  type SignOptions,
  startTestProvider,
  type TestProvider,
} from '@/tests/support/test-provider';
import { publicJwk } from '@/tests/support/test-provider/signing-keys';
import { NOON } from '@/tests/support/test-scope';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

const now = NOON.getTime() / 1000;
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strangersJwk = publicJwk(stranger.publicKey, 'RS256', 'strangers-key');

let provider: TestProvider;
/** Publishes the stranger's key, for headers that point there. */
let strangersSite: TestProvider;
let visit: PortalVisit;

beforeAll(async () => {
  provider = await startTestProvider({ path: '/staff', alg: 'RS256', now: () => clock.portal });
  strangersSite = await startTestProvider();
  strangersSite.answerWith('/jwks', (_request, response) => {
    response.end(JSON.stringify({ keys: [strangersJwk] }));
  });
});
afterAll(() => Promise.all([provider.stop(), strangersSite.stop()]));

beforeEach(async () => {
  startAnew(provider);
  visit = await portalVisit(provider);
});

type Claims = Record<string, unknown>;
type Forge = (claims: Claims) => string;

/** One trip on which the portal's ID token is this. */
async function signInWith(change: Claims | Forge, how?: SignOptions) {
  provider.tokenClaims(change, how);
  return visit.signIn();
}

describe('an ID token is refused that is', () => {
  const own =
    (how: SignOptions): Forge =>
    (claims) =>
      provider.sign(claims, { key: stranger.privateKey, ...how });
  const publicPem = () => provider.keys.publicKey.export({ type: 'spki', format: 'pem' });
  const publicDer = () => provider.keys.publicKey.export({ type: 'spki', format: 'der' });
  const hmac =
    (key: () => string | Buffer): Forge =>
    (claims) =>
      provider.sign(claims, { alg: 'HS256', key: Buffer.from(key()) });
  const address = () => `${strangersSite.issuer}/jwks`;

  test.each<[string, AnswerFault, () => Forge]>([
    ['signed by a stranger under the name of the right key', 'signature', () => own({})],
    ['signed by a key of which nobody heard', 'signature', () => own({ kid: 'strangers-key' })],
    ['signed by a key without a name', 'signature', () => own({ kid: null })],
    [
      'signed by a key in its own header',
      'signature',
      () => own({ kid: 'strangers-key', header: { jwk: strangersJwk } }),
    ],
    [
      'signed by a key at an address in its header (jku)',
      'signature',
      () => own({ kid: 'strangers-key', header: { jku: address() } }),
    ],
    [
      'signed by a certificate at an address in its header (x5u)',
      'signature',
      () => own({ kid: 'strangers-key', header: { x5u: address() } }),
    ],
    [
      'signed by a certificate in its header (x5c)',
      'signature',
      () => {
        const der = stranger.publicKey.export({ type: 'spki', format: 'der' });
        return own({ kid: null, header: { x5c: [der.toString('base64')] } });
      },
    ],
    ['not signed', 'signature', () => (claims) => provider.sign(claims, { alg: 'none' })],
    [
      'not signed, without a key’s name',
      'signature',
      () => (claims) => provider.sign(claims, { alg: 'none', kid: null }),
    ],
    ['signed by HS256 with the public key (PEM)', 'signature', () => hmac(() => publicPem())],
    ['signed by HS256 with the public key (DER)', 'signature', () => hmac(() => publicDer())],
    [
      'signed by HS256 with the public key (JWK)',
      'signature',
      () => hmac(() => JSON.stringify(provider.keys.publicJwks.keys[0])),
    ],
    [
      'signed by HS256 with the client’s secret',
      'signature',
      () => hmac(() => provider.clientSecret),
    ],
    [
      'stripped of its signature',
      'signature',
      () => (claims) => provider.sign(claims).replace(/[^.]*$/, ''),
    ],
    [
      'signed over other claims',
      'signature',
      () => (claims) => {
        const [header, , signature] = provider.sign(claims).split('.');
        const [, payload] = provider.sign({ ...claims, roles: ['admins'] }).split('.');
        return [header, payload, signature].join('.');
      },
    ],
    [
      'signed with an extension that nobody here knows',
      'id_token',
      () => (claims) => provider.sign(claims, { header: { crit: ['urgent'], urgent: true } }),
    ],
    [
      'signed with an extension of the standard that changes the payload (b64)',
      'id_token',
      () => (claims) => provider.sign(claims, { header: { crit: ['b64'], b64: true } }),
    ],
    [
      'encrypted',
      'id_token',
      () => () => `${encoded({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AAAA.AAAA.AAAA.AAAA`,
    ],
    ['no token', 'id_token', () => () => 'hello'],
    ['of three empty parts', 'id_token', () => () => '..'],
    ['a list', 'id_token', () => (claims) => provider.sign(JSON.stringify([claims]))],
    ['no JSON', 'id_token', () => () => provider.sign('hello')],
    [
      'longer than anything real',
      'signature',
      () => (claims) => provider.sign({ ...claims, padding: 'x'.repeat(200_000) }),
    ],
    [
      'a logout token',
      'nonce',
      () => () => provider.logoutToken({ sub: 'sub-of-alice', sid: 's-1' }),
    ],
  ])('%s', async (_, fault, forge) => {
    // As some real ones do; it must not matter.
    provider.document({ id_token_signing_alg_values_supported: ['RS256', 'none', 'HS256'] });
    await visit.expectRefused(await signInWith(forge()), fault);
    expect(strangersSite.requests).toEqual([]);
    await visit.expectComesIn();
  });

  test.each(['none', 'HS256', 'RS512'])(
    'signed by %s where the portal says that it signs otherwise',
    async (alg) => {
      const key = alg === 'HS256' ? { key: Buffer.from(provider.clientSecret) } : {};
      await visit.expectRefused(await signInWith({}, { alg, ...key }), 'id_token', /"alg"/);
      await visit.expectComesIn();
    },
  );

  function encoded(header: object): string {
    return Buffer.from(JSON.stringify(header)).toString('base64url');
  }
});

describe('a token that the portal signed is refused', () => {
  test.each<[string, AnswerFault, Claims, RegExp?]>([
    ['for another sign-in', 'nonce', { nonce: 'x'.repeat(43) }],
    ['for no sign-in in particular', 'nonce', { nonce: undefined }],
    ['with an empty nonce', 'nonce', { nonce: '' }],
    ['with several nonces', 'nonce', { nonce: ['a', 'b'] }],
    ['that expired', 'expired', { exp: now - 120 }, /^expired 120 s ago$/],
    ['that is not valid yet', 'not_yet_valid', { nbf: now + 121 }, /^valid in 121 s$/],
    ['of a clock ahead', 'clock', { iat: now + 300 }, /^made 300 s ahead of our clock; 120 s/],
    ['of a clock behind', 'clock', { iat: now - 300 }, /^made 300 s behind our clock; 120 s/],
    ['of a clock barely too far ahead', 'clock', { iat: now + 121 }],
    ['of a clock barely too far behind', 'clock', { iat: now - 121 }],
    ['without an end', 'id_token', { exp: undefined }, /"exp"/],
    ['with an end in letters', 'id_token', { exp: `${now + 300}` }, /"exp"/],
    ['with an end that is null', 'id_token', { exp: null }, /"exp"/],
    ['made no one knows when', 'id_token', { iat: undefined }, /"iat"/],
    ['made at a time in letters', 'id_token', { iat: `${now}` }, /"iat"/],
    ['valid from a time in letters', 'id_token', { nbf: `${now}` }, /"nbf"/],
    ['for another', 'audience', { aud: 'another' }],
    ['for us in other letters', 'audience', { aud: 'CSI' }],
    ['for others', 'audience', { aud: ['another', 'third'] }],
    ['for nobody', 'audience', { aud: [] }],
    ['for somebody in a list of lists', 'audience', { aud: [['csi']] }],
    ['for us and another, not said which of us asked', 'audience', { aud: ['csi', 'another'] }],
    ['for us, asked by another', 'audience', { azp: 'another' }],
    ['for us and another who asked', 'audience', { aud: ['csi', 'another'], azp: 'another' }],
    ['without an audience', 'id_token', { aud: undefined }],
    ['of this issuer with a slash', 'issuer', { iss: 'SLASH' }],
    ['of another tenant', 'issuer', { iss: 'TENANT' }],
    ['of a list of issuers', 'id_token', { iss: 'LIST' }],
    ['of no issuer', 'id_token', { iss: undefined }],
    ['about nobody', 'id_token', { sub: undefined }],
    ['about the empty name', 'id_token', { sub: '' }],
    ['about a number', 'id_token', { sub: 4711 }],
    ['about a list', 'id_token', { sub: ['sub-of-alice'] }],
    ['about a name of 256 characters', 'id_token', { sub: 'x'.repeat(256) }],
    ['about a name that no database holds', 'id_token', { sub: 'a\0b' }],
    ['about a name of two lines', 'attributes', { sub: 'a\nb' }, /^subject: line_break$/],
    ['whose username has a line break', 'attributes', { preferred_username: 'a\nb' }],
    ['whose usernames are two', 'attributes', { preferred_username: ['alice', 'bob'] }],
    ['whose username is an object', 'attributes', { preferred_username: { a: 1 } }],
    ['whose username is of 100 KB', 'attributes', { preferred_username: 'x'.repeat(100_000) }],
  ])('%s', async (_, fault, change, detail) => {
    await visit.expectRefused(await signInWith(withIssuers(change)), fault, detail);
    await visit.expectComesIn();
  });

  test('whose end is beyond all numbers', async () => {
    const forge: Forge = (claims) =>
      provider.sign(JSON.stringify({ ...claims, exp: 0 }).replace('"exp":0', '"exp":1e999'));
    await visit.expectRefused(await signInWith(forge), 'id_token', /exp/);
  });

  test.each([256, 100_000])(
    'about a name of %i characters also where the mapping takes another attribute for it',
    async (length) => {
      visit = await portalVisit(provider, { sso: { attributes: { subject: 'oid' } } });
      const came = await signInWith({ sub: 'x'.repeat(length), oid: 'o-1' });
      await visit.expectRefused(came, 'id_token', /sub/);
      provider.tokenClaims({ oid: 'o-1' });
      expect((await visit.signIn()).outcome).toMatchObject({ kind: 'signed_in' });
    },
  );

  /** Known only once the portal has started. */
  function withIssuers(change: Claims): Claims {
    const { issuer, origin } = provider;
    const issuers: Record<string, unknown> = {
      SLASH: `${issuer}/`,
      TENANT: `${origin}/other`,
      LIST: [issuer],
    };
    const said = typeof change.iss === 'string' ? issuers[change.iss] : undefined;
    return said === undefined ? change : { ...change, iss: said };
  }
});

test('a session name of the portal’s that no database holds is no reason to refuse, and is not kept', async () => {
  // Of three bytes each, and none like the next: too long for an index, however it is packed.
  const long = Array.from({ length: 1024 }, (_, n) => String.fromCodePoint(0x4e00 + n * 19));
  for (const sid of ['a\0b', 'x'.repeat(100_000), long.join(''), '', 7, ['s']]) {
    provider.tokenClaims({ sid });
    expect((await visit.signIn()).outcome).toMatchObject({ kind: 'signed_in' });
  }
});
