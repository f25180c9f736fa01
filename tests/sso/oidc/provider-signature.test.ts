import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetProviders } from '@/lib/sso/oidc/forget-providers';
import {
  SignatureError,
  type SignatureFault,
  verifyProviderSignature,
} from '@/lib/sso/oidc/provider-signature';
import { startTestProvider, type TestProvider } from '@/tests/support/test-provider';
import { html, huge, json, redirect } from '@/tests/support/test-provider/answers';
import { publicJwk } from '@/tests/support/test-provider/signing-keys';

const CLAIMS = { sub: 'p1' };

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

const verify = (token: string) => verifyProviderSignature(provider.issuer, token);
const keysAsked = () => provider.requestsAt('/jwks').length;

/** The keys are asked for now, and a second passes: the next question may be put at once. */
async function keysKnown() {
  await verify(provider.sign(CLAIMS));
  later += 1000;
}

async function faultOf(token: string): Promise<SignatureFault> {
  const error = await verify(token).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SignatureError);
  return (error as SignatureError).fault;
}

/** They take long to make. */
const rsaPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsa = () => rsaPair;
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });

test.each([
  ['RS256', rsa],
  ['RS384', rsa],
  ['RS512', rsa],
  ['PS256', rsa],
  ['PS384', rsa],
  ['PS512', rsa],
  ['ES256', () => ec('P-256')],
  ['ES384', () => ec('P-384')],
  ['ES512', () => ec('P-521')],
  ['EdDSA', () => generateKeyPairSync('ed25519')],
])('verifies %s', async (alg, make: () => { publicKey: KeyObject; privateKey: KeyObject }) => {
  const { publicKey, privateKey: key } = make();
  provider.answerWith('/jwks', json({ keys: [publicJwk(publicKey, alg, 'k')] }));
  const token = provider.sign(CLAIMS, { alg, kid: 'k', key, typ: 'JWT' });
  expect(await verify(token)).toEqual({ header: { alg, kid: 'k', typ: 'JWT' }, payload: CLAIMS });
  const [head, body, signature = ''] = token.split('.');
  const turned = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  later = 1000;
  expect(await faultOf(`${head}.${body}.${turned}`)).toBe('bad_signature');
});

test('refuses a token without a signature', async () => {
  await keysKnown();
  for (const alg of ['none', 'None', 'NONE', '']) {
    const token = provider.sign(CLAIMS, { alg: 'none', header: { alg } });
    expect(await faultOf(token)).toBe('algorithm_refused');
  }
  expect(await faultOf(provider.sign(CLAIMS, { alg: 'none', header: { alg: 'ES256' } }))).toBe(
    'bad_signature',
  );
});

test('refuses what is signed with a public key as the shared secret', async () => {
  const { publicKey } = rsa();
  const jwk = publicJwk(publicKey, 'RS256', 'k');
  provider.answerWith('/jwks', json({ keys: [jwk, { kty: 'oct', k: 'c2VjcmV0', kid: 'o' }] }));
  const forms = [
    publicKey.export({ type: 'spki', format: 'pem' }),
    publicKey.export({ type: 'pkcs1', format: 'pem' }),
    publicKey.export({ type: 'spki', format: 'der' }),
    JSON.stringify(jwk),
    'secret',
  ];
  for (const form of forms) {
    for (const kid of ['k', 'o', null]) {
      const token = provider.sign(CLAIMS, { alg: 'HS256', key: Buffer.from(form), kid });
      expect(await faultOf(token)).toBe('algorithm_refused');
    }
  }
});

test('takes no key from the token, and fetches none that it points to', async () => {
  await keysKnown();
  const { publicKey, privateKey: key } = ec('P-256');
  const at = `${provider.issuer}/planted`;
  provider.answerWith('/planted', json({ keys: [publicJwk(publicKey, 'ES256', 'planted')] }));
  const header = { jwk: publicJwk(publicKey, 'ES256', 'planted'), jku: at, x5u: at };
  expect(await faultOf(provider.sign(CLAIMS, { key, kid: 'planted', header }))).toBe('unknown_key');
  later += 1000;
  expect(await faultOf(provider.sign(CLAIMS, { key, header }))).toBe('bad_signature');
  expect(provider.requestsAt('/planted')).toEqual([]);
  expect((await verify(provider.sign(CLAIMS, { header }))).payload).toEqual(CLAIMS);
});

test('refuses a header that asks for extensions', async () => {
  await keysKnown();
  const b64 = provider.sign(CLAIMS, { header: { crit: ['b64'], b64: true } });
  expect(await faultOf(b64)).toBe('extension_refused');
  expect(await faultOf(provider.sign(CLAIMS, { header: { crit: [] } }))).toBe('extension_refused');
});

test('refuses a key of the wrong kind, the wrong curve, another use or too few bits', async () => {
  const { privateKey, publicKey } = provider.keys;
  const right = publicJwk(publicKey, 'ES256', 'right');
  const p384 = ec('P-384');
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const encryption = { ...right, kid: 'enc', use: 'enc' };
  const keys = [right, publicJwk(p384.publicKey, 'ES384', 'p384'), encryption];
  keys.push(publicJwk(small.publicKey, 'RS256', 'small'));
  provider.answerWith('/jwks', json({ keys }));
  expect((await verify(provider.sign(CLAIMS, { kid: 'right' }))).payload).toEqual(CLAIMS);
  const wrong = [
    provider.sign(CLAIMS, { alg: 'ES256', kid: 'p384', key: p384.privateKey }),
    provider.sign(CLAIMS, { alg: 'ES384', kid: 'right', key: privateKey }),
    provider.sign(CLAIMS, { alg: 'RS256', kid: 'right', key: rsa().privateKey }),
    provider.sign(CLAIMS, { kid: 'enc' }),
    provider.sign(CLAIMS, { alg: 'RS256', kid: 'small', key: small.privateKey }),
  ];
  for (const token of wrong) {
    later += 1000;
    expect(await faultOf(token)).toBe('unknown_key');
  }
});

test('keys that share a name are each tried', async () => {
  const others = [ec('P-256'), ec('P-256')];
  const keys = [...others.map((other) => other.publicKey), provider.keys.publicKey];
  const jwks = keys.map((key) => publicJwk(key, 'ES256', 'same'));
  provider.answerWith('/jwks', json({ keys: jwks }));
  expect((await verify(provider.sign(CLAIMS, { kid: 'same' }))).payload).toEqual(CLAIMS);
  later = 1000;
  const stranger = provider.sign(CLAIMS, { kid: 'same', key: ec('P-256').privateKey });
  expect(await faultOf(stranger)).toBe('bad_signature');
});

test('a token that names no key is tried against those that fit', async () => {
  expect((await verify(provider.sign(CLAIMS, { kid: null }))).payload).toEqual(CLAIMS);
  provider.keys.rotate();
  provider.keys.rotate({ alg: 'RS256' });
  later = 1000;
  expect((await verify(provider.sign(CLAIMS, { kid: null }))).payload).toEqual(CLAIMS);
});

test('one broken key among a provider’s harms no other', async () => {
  const broken = [null, 'key', {}, { kty: 'EC', crv: 'P-256', x: '!', y: '' }, { kty: 'AKP' }];
  const keys = [...broken, ...provider.keys.publicJwks.keys];
  provider.answerWith('/jwks', json({ keys }));
  expect((await verify(provider.sign(CLAIMS))).payload).toEqual(CLAIMS);
});

test.each([
  '',
  'a',
  'a.b',
  'a.b.c.d',
  '..',
  'a.b.c.d.e',
  '{"payload":"x"}',
  'ä.b.c',
  'e30=.e30=.x',
])('refuses what is no compact token: %j', async (token) => {
  expect(await faultOf(token)).toBe('malformed');
});

test('refuses a payload that is no JSON object, although it is signed, and a token too long', async () => {
  for (const payload of ['[1]', 'null', '"text"', 'no JSON', '']) {
    expect(await faultOf(provider.sign(payload))).toBe('malformed');
  }
  const long = provider.sign({ text: 'x'.repeat(100_000) });
  expect((await verify(long)).payload.text).toHaveLength(100_000);
  expect(await faultOf(provider.sign({ text: 'x'.repeat(200_000) }))).toBe('malformed');
  expect(await faultOf(provider.sign(CLAIMS, { header: { kid: 7 } }))).toBe('malformed');
});

test('what is malformed or refused by its header does not reach the provider', async () => {
  await faultOf('a.b.c');
  await faultOf(provider.sign(CLAIMS, { alg: 'none' }));
  await faultOf(provider.sign(CLAIMS, { header: { crit: ['x'] } }));
  expect(provider.requests).toEqual([]);
});

test('names the exact reason and nothing of the token’s claims', async () => {
  await keysKnown();
  const token = provider.sign({ sub: 'hidden' }, { kid: 'some\nother' });
  const error: Error = await verify(token).catch((thrown) => thrown);
  expect(error.message).toBe('unknown_key: alg "ES256", kid "some\\nother"');
});

test('a key change under a steady stream of tokens fails nobody and asks once each time', async () => {
  await keysKnown();
  for (let change = 0; change < 5; change++) {
    const before = provider.sign(CLAIMS);
    provider.keys.rotate();
    const tokens = Array.from({ length: 30 }, (_, i) => (i % 3 ? provider.sign(CLAIMS) : before));
    const verified = await Promise.all(tokens.map(verify));
    expect(verified).toHaveLength(30);
    expect(keysAsked()).toBe(change + 2);
    later += 1000;
  }
});

test('a key change right after the keys were asked for is waited for rather than failed', async () => {
  await verify(provider.sign(CLAIMS));
  provider.keys.rotate({ keepOld: false });
  later = 950;
  expect((await verify(provider.sign(CLAIMS))).payload).toEqual(CLAIMS);
  expect(keysAsked()).toBe(2);
});

test('a key that changes without a new name is found as well', async () => {
  const publish = (key: KeyObject) =>
    provider.answerWith('/jwks', json({ keys: [publicJwk(key, 'ES256', 'one')] }));
  publish(provider.keys.publicKey);
  await verify(provider.sign(CLAIMS, { kid: 'one' }));
  later = 1000;
  provider.keys.rotate();
  publish(provider.keys.publicKey);
  expect((await verify(provider.sign(CLAIMS, { kid: 'one' }))).payload).toEqual(CLAIMS);
});

test('made-up key names make us ask the provider no more than once a second', async () => {
  await keysKnown();
  const made = Array.from({ length: 50 }, (_, i) => provider.sign(CLAIMS, { kid: `made-up-${i}` }));
  const faults = await Promise.all(made.map(faultOf));
  expect(new Set(faults)).toEqual(new Set(['unknown_key']));
  expect(keysAsked()).toBe(2);
});

test('a key that the provider took back is worth nothing after ten minutes', async () => {
  const old = provider.sign(CLAIMS);
  await verify(old);
  provider.keys.rotate({ keepOld: false });
  later = 10 * 60_000;
  await verify(provider.sign(CLAIMS));
  later += 1000;
  expect(await faultOf(old)).toBe('unknown_key');
});

test('known keys verify on while the provider is away, for a day', async () => {
  await keysKnown();
  provider.setAway(true);
  later = 23 * 3600_000;
  expect((await verify(provider.sign(CLAIMS))).payload).toEqual(CLAIMS);
  later = 25 * 3600_000;
  await expect(verify(provider.sign(CLAIMS))).rejects.toMatchObject({ reason: 'unreachable' });
  provider.setAway(false);
  later += 1000;
  expect((await verify(provider.sign(CLAIMS))).payload).toEqual(CLAIMS);
});

test('an unknown key of a provider that is away is neither believed nor called forged', async () => {
  await keysKnown();
  provider.keys.rotate();
  provider.setAway(true);
  await expect(verify(provider.sign(CLAIMS))).rejects.toMatchObject({ reason: 'unreachable' });
  provider.setAway(false);
  later += 1000;
  expect((await verify(provider.sign(CLAIMS))).payload).toEqual(CLAIMS);
});

test.each([
  ['HTML', html()],
  ['10 MB', huge()],
  ['a way into the network', redirect('http://127.0.0.1:5432/')],
  ['no keys', json({ keys: [] })],
  ['no list', json({ keys: 'none' })],
  ['too many keys', json({ keys: Array.from({ length: 101 }, () => ({})) })],
])('keys that are answered with %s replace no good ones', async (_kind, answer) => {
  await keysKnown();
  provider.answerWith('/jwks', answer);
  later = 11 * 60_000;
  expect((await verify(provider.sign(CLAIMS))).payload).toEqual(CLAIMS);
});

test("one provider's keys are worth nothing at another", async () => {
  const other = await startTestProvider();
  try {
    await verifyProviderSignature(other.issuer, other.sign(CLAIMS));
    await keysKnown();
    expect(await faultOf(other.sign(CLAIMS))).toBe('unknown_key');
    later += 1000;
    expect(await faultOf(other.sign(CLAIMS, { kid: provider.keys.kid }))).toBe('bad_signature');
  } finally {
    await other.stop();
  }
});
