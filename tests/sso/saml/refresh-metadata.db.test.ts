import { eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { samlProviders, sessions } from '@/drizzle/schema';
import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { admitPerson } from '@/lib/sso/admit-person';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import { utilitiesDue } from '@/lib/sso/saml/due-store';
import { beginLook } from '@/lib/sso/saml/look-for-metadata';
import { liveProvider, providerState } from '@/lib/sso/saml/provider-store';
import {
  type Refreshed,
  refreshDueMetadata,
  refreshMetadata,
} from '@/lib/sso/saml/refresh-metadata';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import { holdSettings } from '@/lib/utilities/utilities-lock';
import { lines } from '@/tests/support/captured-pino';
import { KEYS_MS, makeCertificate, type TestCertificate } from '@/tests/support/certificates';
import { eventsOf } from '@/tests/support/events';
import { eventually } from '@/tests/support/eventually';
import { metadataServer } from '@/tests/support/metadata-server';
import { configuredFile, metadataOf, signMetadata } from '@/tests/support/saml-metadata';
import { hangUp, huge, redirect, silence } from '@/tests/support/test-provider/answers';
import { HOUR, MINUTE, NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { documentOf } from '@/tests/support/utility-settings';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

const ENTITY = 'https://portal.example/entity';
const running = new AbortController().signal;
/** Less than a portal that says nothing is waited for. */

let one: TestCertificate;
let other: TestCertificate;
let signer: TestCertificate;
let server: Awaited<ReturnType<typeof metadataServer>>;
let scope: Scope;
/** Milliseconds after noon. */
let at: number;

beforeAll(async () => {
  [one, other, signer] = await Promise.all([
    makeCertificate(),
    makeCertificate(),
    makeCertificate({ subject: 'CN=signer.example' }),
  ]);
}, KEYS_MS);

beforeEach(async () => {
  lines.length = 0;
  at = 0;
  server = await metadataServer(described());
  scope = await harborAt(server.address);
});

const now = () => noonPlus(at);
const described = (changes: Parameters<typeof metadataOf>[0] = {}) =>
  metadataOf({ certificates: [one.base64], ...changes });

/** The utility, with its portal's metadata at that address or in that file. */
async function harborAt(
  metadata: string,
  files: Parameters<typeof testUtility>[2] = {},
): Promise<Scope> {
  const metadataCertificate = files['sso.metadataCertificate'] ? 'signer.pem' : undefined;
  const roles = { CSR: ['reps'] };
  const sso = { kind: 'saml', metadata, metadataCertificate, roles } as const;
  return testScope(await testUtility({ signIn: 'both', sso }, {}, files), { now });
}

const live = () => liveProvider(db(), 'harbor', now());
const state = () => providerState(db(), 'harbor');
const work = () => refreshDueMetadata(now, running);
const ask = async (options: Parameters<typeof refreshMetadata>[1] = {}) =>
  (await refreshMetadata(scope, options)) as Refreshed;
const dueInMs = async () => ((await state())?.dueAt?.getTime() ?? 0) - now().getTime();

describe('a new address', () => {
  test('is asked at once by the worker, and what it says is live', async () => {
    expect(await live()).toBeNull();
    await work();
    expect(await live()).toMatchObject({ entityId: ENTITY, certificates: [one.base64] });
    expect(await state()).toMatchObject({ fault: null, takenAt: NOON, checkedAt: NOON });
  });

  test('is asked again after an hour and not a millisecond before', async () => {
    await work();
    at = HOUR - 1;
    await work();
    expect(server.asked).toBe(1);
    at = HOUR;
    await work();
    expect(server.asked).toBe(2);
  });

  test('takes the place of another one, of which nothing is good any more', async () => {
    await work();
    const second = await metadataServer(described({ entityId: 'urn:second' }));
    scope = await harborAt(second.address);
    expect(await live()).toBeNull();
    await work();
    expect(await live()).toMatchObject({ entityId: 'urn:second' });
    expect(server.asked).toBe(1);
  });

  test('is asked also where nobody said that the settings have changed', async () => {
    await work();
    await db()
      .update(samlProviders)
      .set({ source: 'https://former.example/metadata ' })
      .where(eq(samlProviders.utilityId, 'harbor'));
    await work();
    expect(server.asked).toBe(2);
    expect(await state()).toMatchObject({ source: `${server.address} `, fault: null });
  });

  test('is forgotten with the last of SAML', async () => {
    await work();
    const clientSecret = `\${SECRET}`;
    await testUtility({
      sso: { kind: 'oidc', issuer: 'https://id.example', clientId: 'c', clientSecret },
    });
    expect(await state()).toBeNull();
    expect(await utilitiesDue(db(), noonPlus(2 * HOUR))).toEqual([]);
  });
});

describe('bad never replaces good', () => {
  beforeEach(work);

  const faults: [string, string, () => void][] = [
    ['no XML', 'not_xml', () => (server.document = 'sorry')],
    ['no certificate', 'no_certificate', () => (server.document = described({ keys: '' }))],
    [
      'two providers',
      'several_providers',
      () =>
        (server.document = `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${described()}${described()}</EntitiesDescriptor>`),
    ],
    [
      'out of date',
      'expired',
      () => (server.document = described({ attributes: `validUntil="${NOON.toISOString()}"` })),
    ],
    [
      'a redirect into the network',
      'redirected',
      () => (server.answer = redirect('http://169.254.169.254/latest')),
    ],
    ['a redirect to itself', 'redirected', () => (server.answer = redirect(server.address))],
    ['too long', 'too_large', () => (server.answer = huge(1024 * 1024 + 1))],
    [
      'too long, compressed',
      'too_large',
      () => (server.answer = huge(50 * 1024 * 1024, { gzip: true })),
    ],
    [
      'an error',
      'in_trouble',
      () => (server.answer = (_, response) => response.writeHead(503).end(described())),
    ],
    [
      'another status',
      'bad_answer',
      () => (server.answer = (_, response) => response.writeHead(404).end(described())),
    ],
    ['nothing', 'unreachable', () => (server.answer = hangUp)],
    [
      'another provider',
      'another_provider',
      () => (server.document = described({ entityId: 'urn:evil' })),
    ],
  ];

  test.each(faults)('%s: %s', async (_, fault, spoil) => {
    const before = await live();
    spoil();
    at = HOUR;
    await work();
    expect(await live()).toEqual(before);
    expect(await state()).toMatchObject({ fault, takenAt: NOON, checkedAt: now() });
    expect(await dueInMs()).toBe(MINUTE);
    const told = lines.map((line) => JSON.parse(line)).find((line) => line.fault);
    expect(told).toMatchObject({ utility: 'harbor', fault });
  });

  test('one with expired certificates alone', async () => {
    const ended = await makeCertificate({
      notBefore: new Date('2026-01-01T00:00:00Z'),
      days: 1,
      key: one.privateKey,
    });
    server.document = described({ certificates: [ended.base64] });
    expect(await ask()).toMatchObject({ kind: 'refused', fault: 'expired_certificate' });
    expect(await live()).toMatchObject({ certificates: [one.base64] });
  });

  test('it is looked for again after growing pauses, and an hour after the first good one', async () => {
    server.answer = hangUp;
    at = HOUR;
    for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60]) {
      await work();
      expect(await dueInMs()).toBe(minutes * MINUTE);
      at += minutes * MINUTE;
    }
    server.answer = null;
    await work();
    expect(await dueInMs()).toBe(HOUR);
    expect((await state())?.fault).toBeNull();
    server.answer = hangUp;
    at += HOUR;
    await work();
    expect(await dueInMs()).toBe(MINUTE);
  });

  test('but what has run out by its own word is not live, whatever follows', async () => {
    const validUntil = noonPlus(3 * HOUR);
    server.document = described({ attributes: `validUntil="${validUntil.toISOString()}"` });
    await ask();
    server.answer = hangUp;
    at = 3 * HOUR - 1;
    expect(await live()).toMatchObject({ entityId: ENTITY });
    at = 3 * HOUR;
    expect(await live()).toBeNull();
  });
});

test('several keys while one is rolled: announced, switched, finished', async () => {
  await work();
  for (const certificates of [[one, other], [other, one], [other]]) {
    server.document = described({ certificates: certificates.map(({ base64 }) => base64) });
    at += HOUR;
    await work();
    expect((await live())?.certificates).toEqual(certificates.map(({ base64 }) => base64));
    expect((await state())?.takenAt).toEqual(now());
  }
  at += HOUR;
  await work();
  // It says the same as before: that is not new.
  expect(await state()).toMatchObject({ takenAt: noonPlus(at - HOUR), checkedAt: now() });
});

describe('an address into the network', () => {
  const inside = async () => [{ address: '10.1.2.3', family: 4 }];
  const outsideThenInside = (() => {
    let asked = 0;
    return async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.1.2.3', family: 4 }];
  })();

  test('in plain http is refused, wherever its name leads', async () => {
    expect(await ask({ resolve: inside })).toMatchObject({
      kind: 'refused',
      fault: 'address_refused',
    });
    expect(server.asked).toBe(0);
    expect(await live()).toBeNull();
  });

  test('is judged where it is connected to, once', async () => {
    expect(await ask({ resolve: outsideThenInside })).toMatchObject({ kind: 'taken' });
    expect(await ask({ resolve: outsideThenInside })).toMatchObject({ fault: 'address_refused' });
  });
});

describe('a signature', () => {
  const pinned = () => ({ 'sso.metadataCertificate': configuredFile(signer.certificate) });

  test('is not looked at where nobody expects one', async () => {
    server.document = signMetadata(described(), other).replace('<ds:SignatureValue>', '$&AAAA');
    await work();
    expect(await live()).toMatchObject({ entityId: ENTITY });
  });

  test('is needed where a certificate says so, and only that one makes it', async () => {
    await work();
    scope = await harborAt(server.address, pinned());
    expect(await live()).toBeNull();
    await work();
    expect(await state()).toMatchObject({ provider: null, fault: 'not_signed' });
    server.document = signMetadata(described(), other);
    expect(await ask()).toMatchObject({ fault: 'signature', live: null });
    server.document = signMetadata(described(), signer);
    expect(await ask()).toMatchObject({ kind: 'taken', isNew: true });
    server.document = signMetadata(described({ certificates: [other.base64] }), other);
    expect(await ask()).toMatchObject({ fault: 'signature' });
    expect(await live()).toMatchObject({ certificates: [one.base64] });
  });
});

describe('any number of servers', () => {
  test('ask once', async () => {
    await Promise.all([work(), work(), work(), work()]);
    expect(server.asked).toBe(1);
    at = HOUR;
    await Promise.all([work(), work(), work(), work()]);
    expect(server.asked).toBe(2);
  });

  test('wait for one that claimed a look, and for a dead one no longer than a minute', async () => {
    expect(await beginLook('harbor', now())).not.toBeNull();
    at = MINUTE - 1;
    expect(await beginLook('harbor', now())).toBeNull();
    at = MINUTE;
    expect(await beginLook('harbor', now())).not.toBeNull();
  });

  test('hold no transaction while a portal says nothing, and leave it at once when they stop', async () => {
    server.answer = silence;
    const stopping = new AbortController();
    const looking = refreshDueMetadata(now, stopping.signal);
    await eventually(() => expect(server.asked).toBe(1));
    await inTransaction((tx) => holdSettings(tx, 'harbor'));
    stopping.abort(new Error('the server stops'));
    await looking;
    expect(await state()).toMatchObject({ fault: null, provider: null });
    expect(lines).toEqual([]);
  });

  test('a portal that says nothing keeps no other waiting', async () => {
    server.answer = silence;
    const second = await metadataServer(described({ entityId: 'urn:valley' }));
    await testUtility({
      utility: 'valley',
      signIn: 'sso',
      sso: { kind: 'saml', metadata: second.address },
    });
    const stopping = new AbortController();
    const looking = refreshDueMetadata(now, stopping.signal);
    const valley = () => liveProvider(db(), 'valley', now());
    await eventually(async () => expect(await valley()).toMatchObject({ entityId: 'urn:valley' }));
    stopping.abort();
    await looking;
  });
});

describe('what was asked for by settings that changed meanwhile', () => {
  /** Answers only after `meanwhile`. */
  const answerAfter = (meanwhile: () => Promise<unknown>) => {
    const document = server.document;
    server.answer = (_, response) => {
      server.answer = null;
      void meanwhile().then(() => response.end(document));
    };
  };

  test('is not taken: another address', async () => {
    const second = await metadataServer(described({ entityId: 'urn:second' }));
    answerAfter(() => harborAt(second.address));
    expect(await ask()).toEqual({ kind: 'overtaken' });
    expect(await live()).toBeNull();
    await work();
    expect(await live()).toMatchObject({ entityId: 'urn:second' });
  });

  test('is not taken: a certificate that must have signed it', async () => {
    const files = { 'sso.metadataCertificate': configuredFile(signer.certificate) };
    answerAfter(() => harborAt(server.address, files));
    expect(await ask()).toEqual({ kind: 'overtaken' });
    expect(await live()).toBeNull();
  });

  test('is not taken: a file', async () => {
    const file = configuredFile(described({ entityId: 'urn:file' }));
    answerAfter(() => harborAt('portal.xml', { 'sso.metadata': file }));
    expect(await ask()).toEqual({ kind: 'overtaken' });
    expect(await live()).toMatchObject({ entityId: 'urn:file' });
  });

  test('is not taken: another address, though nobody said so', async () => {
    const document = documentOf({ sso: { kind: 'saml', metadata: 'moved.xml' } });
    const operator = { ...scope, actor: { kind: 'operator' } as const };
    answerAfter(() => applyUtilities(operator, [{ document, files: {}, secrets: {} }]));
    expect(await ask()).toEqual({ kind: 'overtaken' });
    expect(await live()).toBeNull();
  });

  test('is not taken: another look, that began later and is done', async () => {
    const document = described({ certificates: [other.base64] });
    answerAfter(async () => {
      server.document = document;
      at += SECOND;
      expect(await ask()).toMatchObject({ kind: 'taken' });
    });
    expect(await ask()).toEqual({ kind: 'overtaken' });
    expect(await live()).toMatchObject({ certificates: [other.base64] });
  });
});

describe('another provider at the same address', () => {
  const person = (provider: string, username: string) => ({
    person: {
      provider: samlProviderName(provider),
      subject: `subject of ${username}`,
      username,
      fullName: username,
      email: null,
      roles: ['CSR' as const],
    },
    portalSubject: `subject of ${username}`,
    issuedAt: now(),
    portalSession: null,
    idToken: null,
    nameId: null,
  });
  const admit = (provider: string, username: string) =>
    admitPerson(scope, person(provider, username), null);
  const openSessions = async () =>
    (await db().select().from(sessions)).filter(({ endedAt }) => endedAt === null).length;

  beforeEach(work);

  test('is taken when the operator says so; sessions of the one before end, and it lets nobody in', async () => {
    expect(await admit(ENTITY, 'alice')).toMatchObject({ kind: 'signed_in' });
    expect(await admit('urn:new', 'nora')).toMatchObject({ kind: 'refused', fault: 'issuer' });
    server.document = described({ entityId: 'urn:new' });
    expect(await ask()).toMatchObject({ kind: 'refused', fault: 'another_provider' });
    expect(await openSessions()).toBe(1);
    expect(await ask({ takesNewProvider: true })).toMatchObject({ kind: 'taken' });
    expect(await openSessions()).toBe(0);
    expect((await eventsOf(scope, 'session.ended')).at(-1)?.details).toEqual({
      reason: 'sign_in_mode_changed',
    });
    expect((await eventsOf(scope, 'utility.changed')).at(-1)?.details).toEqual({
      changes: [{ setting: 'sso.metadata', from: ENTITY, to: 'urn:new' }],
    });
    expect(await admit(ENTITY, 'alice')).toMatchObject({ kind: 'refused', fault: 'issuer' });
    expect(await admit('urn:new', 'nora')).toMatchObject({ kind: 'signed_in' });
  });

  test('sessions stay while the portal is the same, also under other keys', async () => {
    await admit(ENTITY, 'alice');
    server.document = described({ certificates: [other.base64] });
    expect(await ask()).toMatchObject({ kind: 'taken', isNew: true });
    expect(await openSessions()).toBe(1);
  });

  test('behind a certificate that is new in the settings ends what came from the one before', async () => {
    await admit(ENTITY, 'alice');
    const files = { 'sso.metadataCertificate': configuredFile(signer.certificate) };
    scope = await harborAt(server.address, files);
    server.document = signMetadata(described(), signer);
    await work();
    expect(await openSessions()).toBe(1);
    const later = configuredFile(signer.certificate + other.certificate);
    scope = await harborAt(server.address, { 'sso.metadataCertificate': later });
    server.document = signMetadata(described({ entityId: 'urn:new' }), signer);
    await work();
    expect(await live()).toMatchObject({ entityId: 'urn:new' });
    expect(await openSessions()).toBe(0);
  });

  test('nobody is let in by one whose metadata has run out', async () => {
    server.document = described({ attributes: `validUntil="${noonPlus(HOUR).toISOString()}"` });
    await ask();
    at = HOUR - 1;
    expect(await admit(ENTITY, 'alice')).toMatchObject({ kind: 'signed_in' });
    at = HOUR;
    expect(await admit(ENTITY, 'alice')).toMatchObject({ kind: 'refused', fault: 'issuer' });
  });
});

describe('a file', () => {
  test('is live with the settings, and never looked at again', async () => {
    const file = configuredFile(described({ entityId: 'urn:file' }));
    scope = await harborAt('portal.xml', { 'sso.metadata': file });
    expect(await live()).toMatchObject({ entityId: 'urn:file' });
    expect(await utilitiesDue(db(), noonPlus(1000 * HOUR))).toEqual([]);
  });

  test('that is stored and was not taken is found by the worker', async () => {
    const file = configuredFile(described({ entityId: 'urn:file' }));
    scope = await harborAt('portal.xml', { 'sso.metadata': file });
    await db().delete(samlProviders);
    await work();
    expect(await live()).toMatchObject({ entityId: 'urn:file' });
    expect((await state())?.dueAt).toBeNull();
  });

  test('that is not good is not live, and the worker says why, once', async () => {
    scope = await harborAt('portal.xml', { 'sso.metadata': configuredFile('<x/>') });
    await work();
    expect(await state()).toMatchObject({ provider: null, fault: 'not_metadata', dueAt: null });
    expect(await utilitiesDue(db(), noonPlus(1000 * HOUR))).toEqual([]);
  });
});
