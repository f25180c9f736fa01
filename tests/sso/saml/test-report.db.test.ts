import { beforeEach, describe, expect, test } from 'vitest';
import { db, inTransaction } from '@/lib/db';
import { PortalError } from '@/lib/sso/portal-error';
import { arrivalOfAnswer } from '@/lib/sso/saml/arrival-of-answer';
import { takeArrival } from '@/lib/sso/saml/arrival-store';
import type { LookFault } from '@/lib/sso/saml/metadata-faults-rules';
import {
  awaitProvider,
  liveProvider,
  noteLookFault,
  takeProvider,
} from '@/lib/sso/saml/provider-store';
import { receiveResponse } from '@/lib/sso/saml/receive-response';
import { requestName } from '@/lib/sso/saml/request-store';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import { openAttempt } from '@/lib/sso/sign-in-attempt';
import { attemptCookie } from '@/lib/sso/sso-cookies';
import { type TestReport, testReport } from '@/lib/sso/test-report';
import { findTestReport, keepTestReport } from '@/lib/sso/test-report-store';
import {
  alice,
  clock,
  connectionOf,
  expectNobodyIn,
  fieldsOf,
  provider,
  type SamlVisit,
  samlVisit,
  startAnew,
} from '@/tests/sso/saml/saml-visit';
import {
  type AskedBy,
  type How,
  keys,
  type Posted,
  type SamlPerson,
} from '@/tests/support/saml-provider';
import { RSA_SHA1, SHA1 } from '@/tests/support/saml-provider/algorithms';
import { AUTHN_FAILED, NAME_ID_TRANSIENT, RESPONDER } from '@/tests/support/saml-provider/words';
import { everythingStored } from '@/tests/support/stored-text';
import { MINUTE, NOON, noonPlus } from '@/tests/support/test-scope';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';

let visit: SamlVisit;

beforeEach(async () => {
  startAnew();
  visit = await samlVisit();
});

interface Way {
  person?: SamlPerson;
  mustBeFresh?: boolean;
  /** Changes what the browser posts. */
  posted?: (posted: Posted, request: AskedBy) => Posted;
}

/** A whole test sign-in, from here to the portal and back by way of its form. */
async function tested(how: How = {}, way: Way = {}): Promise<TestReport> {
  const { person = alice, mustBeFresh = false, posted = (same: Posted) => same } = way;
  const request = await begun(mustBeFresh);
  return reported(request, posted(provider.respond(request, person, how), request), mustBeFresh);
}

function begun(mustBeFresh = false) {
  const purpose = { kind: 'test', reportSecret: 'secret', by: 'link' } as const;
  return visit.begin({ mustBeFresh, returnTo: '/sso/test', purpose });
}

async function reported(request: AskedBy, posted: Posted, mustBeFresh = false) {
  const { scope, jar } = visit;
  const connection = connectionOf(scope);
  const received = await receiveResponse(scope, connection, fieldsOf(posted));
  if (received.kind !== 'kept') throw new Error(`Nothing is kept for a report: ${received.kind}.`);
  const kept = await takeArrival(scope, received.handle);
  const { name } = attemptCookie(scope.utility.domains[0], requestName(request.id ?? ''));
  const attempt = openAttempt(scope.utility.utilityId, name, jar.get(name) ?? '', scope.now());
  if (!kept || attempt?.protocol !== 'saml') throw new Error('The browser is not the one.');
  expect(kept.request).toBe(attempt.state);
  const outcome =
    kept.kind === 'refused'
      ? kept
      : arrivalOfAnswer(connection, kept, { ...attempt, mustBeFresh: false });
  return testReport(scope, connection, { mustBeFresh, by: 'link' }, outcome);
}

const conditionsOf = ({ evidence }: TestReport) =>
  Object.fromEntries(evidence?.conditions.map(({ name, ...one }) => [name, one]) ?? []);

describe('of an answer that is believed, the report', () => {
  test('tells who was asked, and as whom', async () => {
    const { entityId, consumer } = samlAddresses(visit.scope.utility);
    expect((await tested()).portal).toEqual({
      kind: 'saml',
      entityId: provider.entityId,
      ownEntityId: entityId,
      consumer,
      requests: 'signed',
      certificates: [expect.objectContaining({ subject: 'CN=portal.example' })],
    });
  });

  test('tells who would be let in, with each attribute and what the rules made of it', async () => {
    const { arrived, verdict } = await tested();
    expect(verdict).toEqual({ kind: 'let_in', how: 'made', username: 'alice', roles: ['CSR'] });
    const told = Object.fromEntries(arrived?.claims.map(({ name, value }) => [name, value]) ?? []);
    expect(told).toMatchObject({ uid: 'alice', NameID: 'name-of-alice' });
    expect(new Set(arrived?.claims.map(({ source }) => source))).toEqual(new Set([null]));
    expect(arrived?.attributes).toMatchObject([
      { target: 'subject', from: ['NameID'], value: 'name-of-alice' },
      { target: 'username', from: ['uid'], value: 'alice' },
      { target: 'fullName', from: ['displayName'], value: 'Alice Archer' },
      { target: 'email', from: ['mail'], value: 'alice@mail.example' },
      { target: 'roles', from: ['roles'], value: 'CSR' },
    ]);
  });

  test.each([
    ['assertion', null],
    ['response', null],
    ['both', null],
    ['assertion', { certificate: keys.service.certificate }],
    ['both', { certificate: keys.service.certificate }],
  ] as const)('tells what the signature covers: %s', async (sign, encrypt) => {
    const { evidence } = await tested({ sign, encrypt });
    expect(evidence).toMatchObject({
      wasEncrypted: encrypt !== null,
      signature: {
        covers: sign,
        algorithm: 'rsa-sha256',
        isVerified: true,
        certificate: {
          subject: 'CN=portal.example',
          sha256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
          expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        },
      },
    });
    expect(evidence?.xml).toContain('<saml:AttributeValue>Alice Archer</saml:AttributeValue>');
  });

  test('names the certificate that verified it, whatever the message names', async () => {
    visit = await samlVisit({
      utility: 'valley',
      certificates: [keys.first.base64, keys.second.base64],
    });
    const keyInfo = `<ds:X509Data><ds:X509Certificate>${keys.strangers.base64}</ds:X509Certificate></ds:X509Data>`;
    const { evidence, portal } = await tested({ key: keys.second, signature: { keyInfo } });
    const known = portal.kind === 'saml' ? portal.certificates : [];
    expect(evidence?.signature?.certificate).toEqual(known[1]);
  });

  test('tells each condition with what stood there and what was wanted', async () => {
    const report = await tested();
    const { entityId, consumer } = samlAddresses(visit.scope.utility);
    const conditions = conditionsOf(report);
    expect(conditions).toMatchObject({
      Issuer: { found: provider.entityId, wanted: provider.entityId, isMet: true },
      Audience: { found: entityId, wanted: entityId, isMet: true },
      Recipient: { found: consumer, wanted: consumer, isMet: true },
      AuthnInstant: { isMet: true },
    });
    expect(Object.values(conditions).every(({ isMet }) => isMet)).toBe(true);
  });
});

describe('of an answer that is refused, the report', () => {
  test('tells the fault, believes nothing, and shows what came with every condition', async () => {
    const report = await tested({
      assertion: { conditions: { audiences: [['https://other.example']] } },
    });
    expect(report).toMatchObject({
      arrived: null,
      verdict: { kind: 'refused', fault: 'audience', detail: 'Audience is https://other.example' },
      evidence: { signature: { isVerified: true } },
    });
    expect(report.evidence?.xml).toContain('https://other.example');
    expect(conditionsOf(report)).toMatchObject({
      Audience: { found: 'https://other.example', isMet: false },
      NotOnOrAfter: { isMet: true },
      NameID: { found: 'name-of-alice', isMet: true },
    });
  });

  test.each<[string, How, string]>([
    ['destination', { response: { destination: 'https://other.example/acs' } }, 'Destination'],
    [
      'destination',
      { assertion: { confirmations: [{ recipient: 'https://x.example' }] } },
      'Recipient',
    ],
    ['issuer', { assertion: { issuer: 'https://other.example' } }, 'Issuer'],
    [
      'not_asked_here',
      { assertion: { confirmations: [{ inResponseTo: '_other' }] } },
      'InResponseTo',
    ],
    ['conditions', { assertion: { conditions: null } }, 'Conditions'],
    ['conditions', { assertion: { authn: null } }, 'AuthnInstant'],
    ['expired', { assertion: { conditions: { notOnOrAfter: -121 } } }, 'NotOnOrAfter'],
    ['not_yet_valid', { assertion: { conditions: { notBefore: 121 } } }, 'NotBefore'],
    ['clock', { assertion: { issueInstant: 121 } }, 'IssueInstant'],
    ['attributes', { assertion: { nameId: null } }, 'NameID'],
  ])('tells of %s which condition is not met', async (fault, how, name) => {
    const report = await tested(how);
    expect(report).toMatchObject({ arrived: null, verdict: { kind: 'refused', fault } });
    expect(conditionsOf(report)[name]).toMatchObject({ isMet: false });
    const unmet = report.evidence?.conditions.filter(({ isMet }) => !isMet);
    expect(unmet?.map((one) => one.name)).toEqual([name]);
  });

  test('shows what nobody signed, and no condition of it', async () => {
    const { verdict, evidence, arrived } = await tested({ sign: 'neither' });
    expect([verdict, arrived]).toMatchObject([{ fault: 'signature' }, null]);
    expect(evidence).toMatchObject({ signature: null, conditions: [] });
    expect(evidence?.xml).toContain('Alice Archer');
  });

  test('names the stranger’s certificate beside the portal’s own, and that it verified nothing', async () => {
    const { verdict, evidence, portal } = await tested({ key: keys.strangers });
    expect(verdict).toMatchObject({ fault: 'signature' });
    expect(evidence).toMatchObject({ signature: { covers: 'assertion', isVerified: false } });
    const known = portal.kind === 'saml' ? portal.certificates : [];
    const named = evidence?.signature?.certificate;
    expect(named?.subject).toBe(known[0]?.subject);
    expect(named?.sha256).not.toBe(known[0]?.sha256);
  });

  test('names an algorithm that is not accepted', async () => {
    const report = await tested({ signature: { algorithm: RSA_SHA1, digest: SHA1 } });
    expect(report).toMatchObject({
      verdict: { fault: 'signature', detail: expect.stringContaining('algorithm') },
      evidence: { signature: { algorithm: 'rsa-sha1', isVerified: false } },
    });
  });

  test.each([
    ['no certificate', 'no base64 of anything'],
    ['base64 of something else', Buffer.from('something else').toString('base64')],
  ])('does without a KeyInfo that holds %s', async (_, text) => {
    const keyInfo = `<ds:X509Data><ds:X509Certificate>${text}</ds:X509Certificate></ds:X509Data>`;
    const { evidence } = await tested({ key: keys.strangers, signature: { keyInfo } });
    expect(evidence?.signature).toMatchObject({ isVerified: false, certificate: null });
  });

  test('is of one too that names no request, and is known by its RelayState', async () => {
    const request = await begun();
    const report = await reported(request, provider.respond({ ...request, id: null }, alice));
    expect(report.verdict).toMatchObject({ kind: 'refused', fault: 'unasked' });
    expect(report.evidence).toMatchObject({ signature: { isVerified: false }, conditions: [] });
    expect(report.evidence?.xml).toContain('saml:Assertion');
  });

  test('what somebody encrypted stays so where no certificate of the portal verifies it', async () => {
    const encrypt = { certificate: keys.service.certificate };
    const { evidence } = await tested({ key: keys.strangers, encrypt });
    expect(evidence).toMatchObject({ wasEncrypted: true, signature: null });
    expect(evidence?.xml).toContain('EncryptedAssertion');
    expect(JSON.stringify(evidence)).not.toMatch(/alice/i);
    expect((await tested({ encrypt })).evidence?.xml).toMatch(/name-of-alice/);
  });

  test('tells of an assertion that cannot be opened', async () => {
    const { verdict, evidence } = await tested({
      encrypt: { certificate: keys.strangers.certificate },
    });
    expect(verdict).toMatchObject({ fault: 'encryption' });
    expect(evidence).toMatchObject({ wasEncrypted: true, signature: null, conditions: [] });
    expect(evidence?.xml).toContain('<saml:EncryptedAssertion>');
  });

  test('tells why the portal says no', async () => {
    const { verdict } = await tested({
      sign: 'neither',
      response: { statusCodes: [RESPONDER, AUTHN_FAILED], statusMessage: 'Not today' },
      change: { held: () => '' },
    });
    expect(verdict).toEqual({
      kind: 'refused',
      fault: 'portal_refused',
      detail: 'Responder AuthnFailed Not today',
    });
  });

  test('shows the whole message where no assertion can be picked out of it', async () => {
    const { verdict, evidence } = await tested({ change: { held: (one) => one + one } });
    expect(verdict).toMatchObject({ fault: 'malformed_answer' });
    expect(evidence?.xml).toMatch(/^<samlp:Response /);
  });

  test('tells of a RelayState that was changed', async () => {
    expect(await tested({ relayState: 'another' })).toMatchObject({
      verdict: { fault: 'state' },
      evidence: { xml: null, signature: null },
    });
  });

  test('is of the second answer to a request that it was used', async () => {
    const request = await begun();
    const posted = provider.respond(request, alice);
    expect((await reported(request, posted)).verdict).toMatchObject({ kind: 'let_in' });
    expect((await reported(request, posted)).verdict).toMatchObject({ fault: 'used_already' });
  });

  test('uses up neither the request nor the assertion: the right answer may come after it', async () => {
    const request = await begun();
    const forged = provider.respond(request, alice, { key: keys.strangers });
    expect((await reported(request, forged)).verdict).toMatchObject({ fault: 'signature' });
    const { verdict } = await reported(request, provider.respond(request, alice));
    expect(verdict).toMatchObject({ kind: 'let_in' });
  });

  test('tells 50 conditions, and how many there were beyond', async () => {
    const audiences = Array.from({ length: 60 }, (_, at) => [`https://${at}.example`]);
    const { evidence } = await tested({ assertion: { conditions: { audiences } } });
    expect(evidence?.conditions).toHaveLength(50);
    expect(evidence?.moreConditions).toBeGreaterThan(10);
  });
});

describe('nothing is kept for a report', () => {
  const broken: How = { change: { held: (one) => one + one } };

  test('of a usual sign-in whose answer has a wrong shape', async () => {
    const posted = provider.respond(await visit.begin(), alice, broken);
    const { scope } = visit;
    const received = await receiveResponse(scope, connectionOf(scope), fieldsOf(posted));
    expect(received).toMatchObject({ kind: 'refused', fault: 'malformed_answer' });
    await expectNobodyIn();
  });

  test('of such an answer to another utility’s test', async () => {
    const posted = provider.respond(await begun(), alice, broken);
    const { scope } = await samlVisit({ utility: 'valley' });
    const received = await receiveResponse(scope, connectionOf(scope), fieldsOf(posted));
    expect(received).toMatchObject({ kind: 'refused', fault: 'malformed_answer' });
    await expectNobodyIn();
  });

  test('of one whose request is answered, or too old to be', async () => {
    const request = await begun();
    await reported(request, provider.respond(request, alice));
    const { scope } = visit;
    const posted = fieldsOf(provider.respond(request, alice, broken));
    const receive = () => receiveResponse(scope, connectionOf(scope), posted);
    expect(await receive()).toMatchObject({ kind: 'refused', fault: 'malformed_answer' });
    clock.here = noonPlus(16 * MINUTE);
    expect(await receive()).toMatchObject({ kind: 'refused', fault: 'malformed_answer' });
  });
});

describe('the verdict', () => {
  test('says that a transient NameID cannot be known again', async () => {
    const nameId = { value: '_7f3a', format: NAME_ID_TRANSIENT };
    const { verdict, arrived } = await tested({}, { person: { ...alice, nameId } });
    expect(verdict).toMatchObject({ kind: 'not_admitted', reason: 'subject_changes' });
    expect(arrived?.roles[0]).toMatchObject({ matched: ['reps'] });
  });

  test('lets it stand where another attribute is the subject', async () => {
    visit = await samlVisit({ utility: 'valley', sso: { attributes: { subject: 'uid' } } });
    const nameId = { value: '_7f3a', format: NAME_ID_TRANSIENT };
    const { verdict } = await tested({}, { person: { ...alice, nameId } });
    expect(verdict).toMatchObject({ kind: 'let_in' });
  });

  test('says that nobody gave a role', async () => {
    const person = {
      ...alice,
      attributes: alice.attributes.filter(({ name }) => name !== 'roles'),
    };
    expect((await tested({}, { person })).verdict).toMatchObject({ reason: 'no_role' });
  });
});

describe('of a portal without metadata that is good, the report', () => {
  const soon = { fault: 'unreachable', dueAt: noonPlus(MINUTE) } as const;

  test.each([
    ['why the last look took nothing', soon, /no metadata that is good now: the address cannot be/],
    ['a fault of another version by none', { ...soon, fault: 'melted' as LookFault }, /: none was/],
    ['that there was none yet', null, /: none was taken yet/],
  ])('tells %s', async (_, fault, detail) => {
    const { scope } = visit;
    const { utilityId } = scope.utility;
    await inTransaction(async (tx) => {
      await awaitProvider(tx, utilityId, 'test', NOON);
      if (fault) await noteLookFault(tx, utilityId, fault, NOON);
    });
    expect(await away()).toMatchObject({
      portal: { kind: 'saml', entityId: null, certificates: [] },
      verdict: { kind: 'unavailable', detail: expect.stringMatching(detail) },
      arrived: null,
      evidence: null,
    });
  });

  test('tells that it has run out by its own word', async () => {
    const { utilityId } = visit.scope.utility;
    const live = await liveProvider(db(), utilityId, NOON);
    const validUntil = noonPlus(MINUTE).toISOString();
    const taken = { source: 'test', digest: '00', dueAt: null };
    const provider = { ...(live as SamlProvider), validUntil };
    await inTransaction((tx) => takeProvider(tx, utilityId, { ...taken, provider }, NOON));
    clock.here = noonPlus(MINUTE);
    const { verdict } = await away();
    expect(verdict).toMatchObject({ detail: expect.stringMatching(/run out by its own word/) });
  });

  /** As a test that does not even begin. */
  async function away() {
    const { scope } = visit;
    const outcome = await begun().then(
      () => null,
      (error: unknown) => error,
    );
    if (!(outcome instanceof PortalError)) throw new Error('It began.');
    const unavailable = { kind: 'unavailable', detail: outcome.message } as const;
    const asked = { mustBeFresh: false, by: 'link' } as const;
    return testReport(scope, connectionOf(scope), asked, unavailable);
  }
});

describe('after an idle sign-out', () => {
  const old: How = { assertion: { authn: { authnInstant: -3600 } } };

  test('a portal that asks for the password and says when would do', async () => {
    const { verdict, arrived } = await tested({}, { mustBeFresh: true });
    expect([verdict.kind, arrived?.notFresh]).toEqual(['let_in', null]);
  });

  test('one that did not ask would be refused, and the rest is told too', async () => {
    const { verdict, arrived, evidence } = await tested(old, { mustBeFresh: true });
    expect(verdict).toEqual({ kind: 'refused', fault: 'not_fresh', detail: 'auth_time_old' });
    expect(arrived?.claims.length).toBeGreaterThan(0);
    expect(evidence?.conditions.length).toBeGreaterThan(0);
  });

  test('is foretold at a usual test, which it does not make fail', async () => {
    const { verdict, arrived } = await tested(old);
    expect([verdict.kind, arrived?.notFresh]).toEqual(['let_in', 'auth_time_old']);
  });
});

describe('a report', () => {
  test('changes nobody: there is no account, session or identity after it', async () => {
    await tested();
    await expectNobodyIn();
  });

  test('holds what somebody could use again neither of an accepted nor of a refused answer', async () => {
    const secret = 'r'.repeat(43);
    const person: SamlPerson = {
      nameId: alice.nameId,
      attributes: [
        ...alice.attributes,
        { name: 'access_token', values: ['opaque-value'] },
        { name: 'note', values: [JWT] },
      ],
    };
    const ways: How[] = [
      { sign: 'both' },
      { sign: 'both', encrypt: { certificate: keys.service.certificate } },
      { sign: 'both', assertion: { conditions: null } },
      { encrypt: { certificate: keys.strangers.certificate } },
      { key: keys.strangers },
    ];
    for (const how of ways) {
      const messages: string[] = [];
      const posted = (one: Posted) => {
        messages.push(one.xml);
        return one;
      };
      const signedAssertion = (xml: string) => {
        messages.push(xml);
        return xml;
      };
      const report = await tested({ ...how, change: { signedAssertion } }, { person, posted });
      await keepTestReport(visit.scope, secret, report);
      const bytes = bytesIn(messages.join());
      expect(bytes.length).toBeGreaterThan(1);
      const stored = (await everythingStored()).join('\n');
      for (const hidden of ['opaque-value', JWT, ...bytes]) {
        expect(stored).not.toContain(hidden.slice(0, 40));
      }
    }
  });

  /** Of signatures and of what is encrypted; certificates stand in the portal's description too. */
  const bytesIn = (xml: string) =>
    [...xml.matchAll(/(?:SignatureValue|CipherValue)>([^<]{40,})/g)].map(([, bytes = '']) => bytes);

  test('comes back as it was kept, whatever a portal sends', async () => {
    const secret = 'r'.repeat(43);
    const person = {
      ...alice,
      attributes: [
        ...alice.attributes,
        { name: 'x\u202e', values: ['\u2028<&">', '<q xmlns="urn:q">x</q>'] },
      ],
    };
    const report = await tested({}, { person });
    await keepTestReport(visit.scope, secret, report);
    expect(await findTestReport(visit.scope, secret)).toMatchObject(report);
  });
});
