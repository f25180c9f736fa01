/**
 * A utility's OpenID provider in a process of its own, so that its work does not count as the
 * server's: `openid-provider.ts <client id> <client secret>`, told by IPC what to do. It is the
 * tests' provider, which asks nobody for a password: who comes is signed in at once.
 */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { PERSON_HEADER, type ProviderCommand } from '@/bench/openid-provider-process';
import { startTestProvider } from '@/tests/support/test-provider';
import { type Answer, json, redirect, silence } from '@/tests/support/test-provider/answers';
import { publicJwk } from '@/tests/support/test-provider/signing-keys';

interface Key {
  kid: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const alg = 'RS256';
const [clientId, clientSecret] = process.argv.slice(2);
const provider = await startTestProvider({ alg, clientId, clientSecret });
let keysMade = 0;
let published: Key[] = [];
let isProfileInToken = true;

const ownAnswers: Record<string, Answer | null> = {
  '/.well-known/openid-configuration': null,
  '/token': null,
  '/userinfo': null,
  '/jwks': (...args) =>
    json({ keys: published.map(({ publicKey, kid }) => publicJwk(publicKey, alg, kid)) })(...args),
  '/authorize': (request, ...rest) => {
    const address = new URL(request.url ?? '/', provider.origin);
    const person = personOf(Number(request.headers[PERSON_HEADER]));
    redirect(provider.authorize(address, person).href, 303)(request, ...rest);
  },
};

const commands: Record<ProviderCommand, () => Promise<void> | void> = {
  async announceKey() {
    published = [...published.slice(-1), await newKey()];
  },
  signWithNewest,
  replaceKey: () => replaceKey(),
  replaceKeyUnderItsName: () => replaceKey(published.at(-1)?.kid),
  profileInUserinfo() {
    isProfileInToken = false;
    signWithNewest();
  },
  profileInToken() {
    isProfileInToken = true;
    signWithNewest();
  },
  refuseConnections: () => provider.stop(),
  sayNothing: () => listenAnew(() => silence),
  comeBack: () => listenAnew((path) => ownAnswers[path] ?? null),
};

function personOf(n: number) {
  return {
    sub: `subject-${n}`,
    preferred_username: `portal${n}`,
    name: `Person ${n}`,
    email: `portal${n}@portal.example`,
    groups: ['csi-reps'],
  };
}

/** What {@link personOf} has beside `sub`. */
const NO_PROFILE = {
  preferred_username: undefined,
  name: undefined,
  email: undefined,
  groups: undefined,
};

/** The key before goes at once, with all that was signed by it and is still on the way. */
async function replaceKey(kid?: string): Promise<void> {
  published = [await newKey(kid)];
  signWithNewest();
}

async function newKey(kid?: string): Promise<Key> {
  keysMade += 1;
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { kid: kid ?? `key-${keysMade}`, ...pair };
}

function signWithNewest(): void {
  const { kid, privateKey: key } = published.at(-1) as Key;
  provider.tokenClaims(isProfileInToken ? null : NO_PROFILE, { alg, kid, key });
}

/** Hangs up on everybody: who was away has no connections left. */
async function listenAnew(answerOf: (path: string) => Answer | null): Promise<void> {
  await provider.stop();
  for (const path of Object.keys(ownAnswers)) provider.answerWith(path, answerOf(path));
  await provider.restart();
}

await replaceKey();
await commands.comeBack();
process.on('message', (command: ProviderCommand) => {
  Promise.resolve(commands[command]()).then(() => process.send?.({ done: command }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ issuer: provider.issuer });
