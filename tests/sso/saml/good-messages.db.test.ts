import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sessions, ssoSessions, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { clock, samlVisit, startAnew } from '@/tests/sso/saml/saml-visit';
import { type How, keys, type SamlPerson, samlProvider } from '@/tests/support/saml-provider';
import { RSA_PSS, RSA_SHA512, SHA512 } from '@/tests/support/saml-provider/algorithms';
import { type Shape, shapes, transient } from '@/tests/support/saml-provider/shapes';
import { keyInfoOf } from '@/tests/support/saml-provider/sign-xml';
import { HOLDER_OF_KEY, NAME_ID_TRANSIENT } from '@/tests/support/saml-provider/words';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

beforeEach(startAnew);

const rules = { roles: { CSR: ['csi-reps'], CSA: ['csi-admins'], BILL_ADVISOR: ['csi-bills'] } };

async function at(
  { entityId, person, how }: Shape,
  visiting: Parameters<typeof samlVisit>[0] = {},
) {
  const portal = samlProvider({ entityId, now: () => clock.portal });
  const visit = await samlVisit({ ...visiting, portal, sso: { ...rules, ...visiting.sso } });
  return {
    visit,
    async signIn(change: Partial<SamlPerson> = {}, more: How = {}) {
      const asked = await visit.begin();
      const all = { ...how(asked), ...more };
      return visit.comeBack(portal.respond(asked, { ...person, ...change }, all));
    },
  };
}

const OWN = 'https://csi.harbor.example/sso/saml/metadata';
const EXTENSIONS =
  '<samlp:Extensions><x:hint xmlns:x="urn:portal" level="2">words</x:hint></samlp:Extensions>';

function twoConfirmations(bearer: 'first' | 'last'): How {
  const other = { method: HOLDER_OF_KEY, inResponseTo: null };
  return { assertion: { confirmations: bearer === 'first' ? [{}, other] : [other, {}] } };
}

describe('an answer comes in that is shaped like one of', () => {
  test.each(Object.entries(shapes))('%s', async (make, shape) => {
    const { visit, signIn } = await at(shape);
    await visit.expectComesIn(await signIn());
    const [user, another] = await db().select().from(users);
    expect(another).toBeUndefined();
    expect(user).toMatchObject({
      username: expect.stringMatching(/^joerg(@harbor\.example)?$/),
      fullName: expect.stringMatching(/^Jörg O'Neil & Söhne$/),
      email: /Google/.test(make) ? '' : 'joerg@harbor.example',
    });
    const isOne = /one |AD FS, encrypted|Google/.test(make);
    expect(user?.roles).toEqual(isOne ? ['CSR'] : ['CSR', 'BILL_ADVISOR']);
    const [session] = await db().select().from(ssoSessions);
    const { nameId } = shape.person;
    const words = typeof nameId === 'string' ? { value: nameId } : nameId;
    expect(session).toMatchObject({
      provider: `saml:${shape.entityId}`,
      subject: words.value,
      portalSession: expect.stringMatching(/./),
      nameId: {
        format: words.format ?? null,
        nameQualifier: words.nameQualifier ?? null,
        spNameQualifier: words.spNameQualifier ?? null,
      },
    });
    visit.expectNoSecretTold();
  });
});

/** What each provider may do, said of one that is quick to make. */
const usual = shapes.SimpleSAMLphp as Shape;

test('the next answer of a portal finds the same person again', async () => {
  const { visit, signIn } = await at(usual);
  await visit.expectComesIn(await signIn());
  await visit.expectComesIn(await signIn());
  expect(await db().$count(users)).toBe(1);
  expect(await db().$count(sessions)).toBe(2);
});

describe('an answer comes in', () => {
  test.each<[string, How]>([
    ['valid from a minute ago', { assertion: { conditions: { notBefore: -60 } } }],
    ['without a start', { assertion: { conditions: { notBefore: null } } }],
    ['for us among others', { assertion: { conditions: { audiences: [['urn:x', OWN]] } } }],
    ['restricted twice to us', { assertion: { conditions: { audiences: [[OWN], [OWN, 'x']] } } }],
    [
      'to be used once, and passed on by nobody',
      {
        assertion: {
          conditions: { more: '<saml:OneTimeUse/><saml:ProxyRestriction Count="0"/>' },
        },
      },
    ],
    [
      'without a Destination where it is not signed',
      { response: { destination: null }, sign: 'assertion' },
    ],
    ['without an Issuer of the response', { response: { issuer: null } }],
    ['that names no session', { assertion: { authn: { sessionIndex: null } } }],
    ['whose session ends soon', { assertion: { authn: { sessionNotOnOrAfter: 60 } } }],
    ['of another confirmation beside the bearer’s', twoConfirmations('first')],
    ['of another confirmation behind the bearer’s', twoConfirmations('last')],
    ['in lines of Windows', { dress: { lineEnd: '\r\n' } }],
    ['with an XML declaration', { dress: { hasDeclaration: true } }],
    ['with an extension of the portal’s', { response: { extensions: EXTENSIONS } }],
    ['without a KeyInfo', { signature: { keyInfo: null } }],
    ['with a certificate of nobody’s in KeyInfo', { signature: { keyInfo: keyInfoOf('AAAA') } }],
    ['signed by RSA-SHA512', { signature: { algorithm: RSA_SHA512 } }],
    ['signed by RSA-PSS', { signature: { algorithm: RSA_PSS } }],
    ['digested by SHA-512', { signature: { digest: SHA512 } }],
    [
      'with a name of the standard’s longest',
      { assertion: { nameId: { value: 'x'.repeat(255) } } },
    ],
  ])('%s', async (_, more) => {
    const { visit, signIn } = await at(usual);
    await visit.expectComesIn(await signIn({}, more));
  });

  test('that names its session by what no index takes: that name is not kept', async () => {
    const long = Array.from({ length: 1_024 }, (_, n) => String.fromCodePoint(0x4e00 + n * 19));
    const { visit, signIn } = await at(usual);
    const authn = { sessionIndex: long.join('') };
    await visit.expectComesIn(await signIn({}, { assertion: { authn } }));
    expect(await db().select().from(ssoSessions)).toMatchObject([{ portalSession: null }]);
  });

  test('with attributes of names that every object has, or that mean something here', async () => {
    const { visit, signIn } = await at(usual);
    const attributes = [
      ...usual.person.attributes,
      { name: '__proto__', values: ['x', 'y'] },
      { name: 'constructor', values: ['x'] },
      { name: 'NameID', values: ['mallory'] },
      { name: 'toString', friendlyName: 'uid', values: ['mallory'] },
    ];
    await visit.expectComesIn(await signIn({ attributes }));
    expect(await db().select().from(users)).toMatchObject([{ username: 'joerg' }]);
  });

  test('behind a byte order mark', async () => {
    const { visit } = await at(usual);
    const portal = samlProvider({ entityId: usual.entityId, now: () => clock.portal });
    const { xml } = portal.respond(await visit.begin(), usual.person);
    const responses = [Buffer.from(`\uFEFF${xml}`).toString('base64')];
    await visit.expectComesIn(await visit.comeBack({ responses, relayStates: [] }));
  });

  test('in lines of 76, as many a portal wraps base64', async () => {
    const { visit } = await at(usual);
    const portal = samlProvider({ entityId: usual.entityId, now: () => clock.portal });
    const posted = portal.respond(await visit.begin(), usual.person);
    const SAMLResponse = posted.SAMLResponse.replace(/.{76}/g, '$&\r\n');
    await visit.expectComesIn(await visit.comeBack({ ...posted, SAMLResponse }));
  });

  test('without a RelayState, which some portals lose', async () => {
    const { visit, signIn } = await at(usual);
    await visit.expectComesIn(await signIn({}, { relayState: null }));
  });

  test('by each of two certificates, while the portal rolls its key', async () => {
    const certificates = [keys.first.base64, keys.second.base64];
    const { visit, signIn } = await at(usual, { certificates });
    await visit.expectComesIn(await signIn());
    await visit.expectComesIn(await signIn({}, { key: keys.second }));
    await visit.expectComesIn(await signIn({}, { key: keys.second, sign: 'both' }));
  });

  test('without email and roles is understood, and its person told so', async () => {
    const { visit, signIn } = await at(usual, { sso: { roles: { CSR: ['csi-reps'] } } });
    const came = await signIn({ attributes: [{ name: 'uid', values: ['joerg'] }] });
    expect(came.outcome).toEqual({ kind: 'not_admitted', reason: 'no_role' });
    visit.expectNoSecretTold();
  });

  test('without email', async () => {
    const { visit, signIn } = await at(usual);
    const attributes = usual.person.attributes.filter(({ name }) => name !== 'mail');
    await visit.expectComesIn(await signIn({ attributes }));
    expect(await db().select().from(users)).toMatchObject([{ username: 'joerg', email: '' }]);
  });

  test('of a person with hundreds of groups', async () => {
    const { visit, signIn } = await at(usual);
    const many = Array.from({ length: 450 }, (_, n) => `CN=group ${n},OU=Groups,DC=harbor`);
    const attributes = [
      ...usual.person.attributes.filter(({ name }) => name !== 'groups'),
      { name: 'groups', values: [...many, 'csi-reps'] },
    ];
    await visit.expectComesIn(await signIn({ attributes }));
  });

  test('with a value that is none, an empty one, and one of two lines', async () => {
    const { visit, signIn } = await at(usual);
    const attributes = [
      ...usual.person.attributes,
      { name: 'phone', values: [null, '', 'one\ntwo'] },
      { name: 'nothing', values: [] },
    ];
    await visit.expectComesIn(await signIn({ attributes }));
  });
});

test('a name that is another every time does not come in, and the reason is told', async () => {
  const { signIn } = await at(transient);
  expect((await signIn()).outcome).toEqual({ kind: 'not_admitted', reason: 'subject_changes' });
});

test('where the mapping takes a lasting attribute for the subject, such a name does not matter', async () => {
  const { visit, signIn } = await at(transient, { sso: { attributes: { subject: 'uid' } } });
  await visit.expectComesIn(await signIn());
  await visit.expectComesIn(
    await signIn({ nameId: { value: '_another', format: NAME_ID_TRANSIENT } }),
  );
  expect(await db().$count(users)).toBe(1);
});
