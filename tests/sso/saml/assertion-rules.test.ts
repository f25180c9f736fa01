import { describe, expect, test } from 'vitest';
import { examineAssertion } from '@/lib/sso/saml/assertion-rules';
import { readXml } from '@/lib/sso/saml/xml-reader';
import { NOON, noonPlus, SECOND } from '@/tests/support/test-scope';

const PORTAL = 'https://portal.example/idp';
const OWN = {
  entityId: 'https://csi.example/sso/saml/metadata',
  consumer: 'https://csi.example/sso/saml/acs',
};
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const REQUEST = { id: '_the-request', sentAt: noonPlus(-30 * SECOND) };
const at = (seconds: number) => noonPlus(seconds * SECOND).toISOString();

interface Words {
  destination: string;
  responseIssuer: string;
  responseIssued: string;
  issuer: string;
  issued: string;
  nameId: string;
  method: string;
  confirmation: string;
  conditions: string;
  audiences: string;
  authn: string;
  attributes: string;
}

const usual: Words = {
  destination: `Destination="${OWN.consumer}"`,
  responseIssuer: `<saml:Issuer>${PORTAL}</saml:Issuer>`,
  responseIssued: at(-1),
  issuer: `<saml:Issuer>${PORTAL}</saml:Issuer>`,
  issued: at(-1),
  nameId: '<saml:NameID Format="urn:f" NameQualifier="q" SPNameQualifier="s">alice-7</saml:NameID>',
  method: BEARER,
  confirmation: `Recipient="${OWN.consumer}" InResponseTo="${REQUEST.id}" NotOnOrAfter="${at(300)}"`,
  conditions: `NotBefore="${at(-60)}" NotOnOrAfter="${at(300)}"`,
  audiences: `<saml:AudienceRestriction><saml:Audience>${OWN.entityId}</saml:Audience></saml:AudienceRestriction>`,
  authn: `AuthnInstant="${at(-5)}" SessionIndex="_session-1"`,
  attributes: '',
};

function examine(
  change: Partial<Words> = {},
  { isSigned = true, request = REQUEST as typeof REQUEST | null } = {},
) {
  const w = { ...usual, ...change };
  const assertion = readXml(`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
    ID="_a1" Version="2.0" IssueInstant="${w.issued}">${w.issuer}
    <saml:Subject>${w.nameId}<saml:SubjectConfirmation Method="${w.method}">
      <saml:SubjectConfirmationData ${w.confirmation}/></saml:SubjectConfirmation></saml:Subject>
    ${w.conditions && `<saml:Conditions ${w.conditions}>${w.audiences}</saml:Conditions>`}
    ${w.authn && `<saml:AuthnStatement ${w.authn}/>`}
    <saml:AttributeStatement>${w.attributes}</saml:AttributeStatement></saml:Assertion>`);
  const response = readXml(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
    xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0"
    IssueInstant="${w.responseIssued}" ${w.destination}>${w.responseIssuer}</samlp:Response>`);
  const expected = { entityId: PORTAL, own: OWN, request, now: NOON };
  return examineAssertion({ element: response, isSigned }, assertion, expected);
}

const faultOf = (...args: Parameters<typeof examine>) => {
  const { outcome } = examine(...args);
  return outcome.kind === 'met' ? null : outcome.fault;
};

describe('an assertion that is as it must be', () => {
  test('says who it is about, and when and how they signed in', () => {
    expect(examine().outcome).toEqual({
      kind: 'met',
      said: {
        id: '_a1',
        issuedAt: noonPlus(-SECOND),
        outlivedAt: noonPlus(539 * SECOND),
        nameId: { value: 'alice-7', format: 'urn:f', nameQualifier: 'q', spNameQualifier: 's' },
        attributes: { NameID: 'alice-7' },
        authnInstant: noonPlus(-5 * SECOND),
        sessionIndex: '_session-1',
      },
    });
  });

  test('shows every condition that was looked at as met', () => {
    const { conditions } = examine();
    expect(conditions.map(({ name }) => name)).toEqual([
      'Response Issuer',
      'Issuer',
      'Destination',
      'Response IssueInstant',
      'IssueInstant',
      'SubjectConfirmation',
      'Recipient',
      'InResponseTo',
      'Confirmation NotOnOrAfter',
      'NotBefore',
      'NotOnOrAfter',
      'Audience',
      'NameID',
      'AuthnInstant',
    ]);
    expect(conditions.every(({ isMet }) => isMet)).toBe(true);
  });

  test.each<[string, Partial<Words>]>([
    ['no Issuer of the response', { responseIssuer: '' }],
    ['a SessionIndex that is missing', { authn: `AuthnInstant="${at(-5)}"` }],
    ['OneTimeUse', { audiences: `${usual.audiences}<saml:OneTimeUse/>` }],
    ['ProxyRestriction', { audiences: `${usual.audiences}<saml:ProxyRestriction Count="0"/>` }],
    [
      'another audience beside ours',
      {
        audiences: usual.audiences.replace(
          '<saml:Audience>',
          '<saml:Audience>urn:other</saml:Audience><saml:Audience>',
        ),
      },
    ],
    ['no NotBefore', { conditions: `NotOnOrAfter="${at(300)}"` }],
    ['a time with an offset', { issued: '2026-03-02T13:00:00+01:00' }],
    ['a time without a zone', { issued: '2026-03-02T12:00:00.123' }],
    ['an Issuer with white space around', { issuer: `<saml:Issuer>\n ${PORTAL} \n</saml:Issuer>` }],
  ])('may have %s', (_, change) => {
    expect(faultOf(change)).toBeNull();
  });

  test('may go without a Destination where only the assertion is signed', () => {
    expect(faultOf({ destination: '' }, { isSigned: false })).toBeNull();
    expect(faultOf({ destination: '' }, { isSigned: true })).toBe('destination');
  });

  test('answers nothing where nothing was asked', () => {
    const confirmation = `Recipient="${OWN.consumer}" NotOnOrAfter="${at(300)}"`;
    expect(faultOf({ confirmation }, { request: null })).toBeNull();
    expect(faultOf({}, { request: null })).toBe('not_asked_here');
    expect(faultOf({ confirmation })).toBe('not_asked_here');
  });
});

describe('is refused', () => {
  test.each<[string, Partial<Words>, string]>([
    [
      'a response of another portal',
      { responseIssuer: '<saml:Issuer>urn:x</saml:Issuer>' },
      'issuer',
    ],
    ['an assertion of another portal', { issuer: '<saml:Issuer>urn:x</saml:Issuer>' }, 'issuer'],
    [
      'an Issuer of another kind',
      { issuer: `<saml:Issuer Format="urn:x">${PORTAL}</saml:Issuer>` },
      'issuer',
    ],
    ['no Issuer', { issuer: '' }, 'issuer'],
    ['two Issuers', { issuer: usual.issuer.repeat(2) }, 'issuer'],
    [
      'another Destination',
      { destination: 'Destination="https://evil.example/acs"' },
      'destination',
    ],
    [
      'a Destination with one slash more',
      { destination: `Destination="${OWN.consumer}/"` },
      'destination',
    ],
    [
      'another Recipient',
      { confirmation: usual.confirmation.replace(OWN.consumer, `${OWN.consumer}2`) },
      'destination',
    ],
    [
      'no Recipient',
      { confirmation: usual.confirmation.replace(/Recipient="[^"]*"/, '') },
      'destination',
    ],
    ['another method', { method: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' }, 'conditions'],
    [
      'another request',
      { confirmation: usual.confirmation.replace(REQUEST.id, '_other') },
      'not_asked_here',
    ],
    [
      'a confirmation without an end',
      { confirmation: usual.confirmation.replace(/NotOnOrAfter="[^"]*"/, '') },
      'conditions',
    ],
    ['no Conditions', { conditions: '' }, 'conditions'],
    ['Conditions without an end', { conditions: `NotBefore="${at(0)}"` }, 'conditions'],
    ['an end that is no time', { conditions: 'NotOnOrAfter="tomorrow"' }, 'conditions'],
    [
      'a beginning that is no time',
      { conditions: `NotBefore="" NotOnOrAfter="${at(300)}"` },
      'conditions',
    ],
    ['no audience', { audiences: '' }, 'audience'],
    ['an empty restriction', { audiences: '<saml:AudienceRestriction/>' }, 'audience'],
    [
      'another audience',
      { audiences: usual.audiences.replace(OWN.entityId, 'urn:other') },
      'audience',
    ],
    [
      'a second restriction without us',
      { audiences: usual.audiences + usual.audiences.replace(OWN.entityId, 'urn:other') },
      'audience',
    ],
    [
      'a condition that nobody knows',
      { audiences: `${usual.audiences}<saml:Condition/>` },
      'conditions',
    ],
    [
      'a condition of another namespace',
      { audiences: `${usual.audiences}<x:OneTimeUse xmlns:x="urn:x"/>` },
      'conditions',
    ],
    ['no IssueInstant that is a time', { issued: 'now' }, 'conditions'],
    ['no AuthnStatement', { authn: '' }, 'conditions'],
    ['no AuthnInstant', { authn: 'SessionIndex="_1"' }, 'conditions'],
    ['a NameID that is missing', { nameId: '' }, 'attributes'],
    ['a NameID that is empty', { nameId: '<saml:NameID/>' }, 'attributes'],
    ['a NameID of white space', { nameId: '<saml:NameID> \n </saml:NameID>' }, 'attributes'],
    ['a NameID with a line break', { nameId: '<saml:NameID>a\nb</saml:NameID>' }, 'attributes'],
    ['two NameIDs', { nameId: usual.nameId.repeat(2) }, 'attributes'],
    ['an encrypted NameID', { nameId: '<saml:EncryptedID/>' }, 'attributes'],
    [
      'a session that is over at the portal',
      { authn: `AuthnInstant="${at(-5)}" SessionNotOnOrAfter="${at(-120)}"` },
      'expired',
    ],
  ])('%s', (_, change, fault) => {
    expect(faultOf(change)).toBe(fault);
  });

  test('and the first reason is the one that is told, while all are listed', () => {
    const { conditions, outcome } = examine({
      issuer: '<saml:Issuer>urn:x</saml:Issuer>',
      audiences: '',
    });
    expect(outcome).toEqual({ kind: 'refused', fault: 'issuer', detail: 'Issuer is urn:x' });
    expect(conditions.filter(({ isMet }) => !isMet).map(({ name }) => name)).toEqual([
      'Issuer',
      'Audience',
    ]);
  });

  test('without the NameID in the reason', () => {
    const { outcome } = examine({ nameId: `${usual.nameId}<saml:NameID>bob</saml:NameID>` });
    expect(outcome).toMatchObject({ kind: 'refused', detail: 'NameID is missing' });
  });
});

describe('of times', () => {
  test.each<[string, (seconds: number) => Partial<Words>, number, number, string]>([
    ['NotOnOrAfter', (s) => ({ conditions: `NotOnOrAfter="${at(s)}"` }), -119, -120, 'expired'],
    [
      'NotBefore',
      (s) => ({ conditions: `NotBefore="${at(s)}" NotOnOrAfter="${at(400)}"` }),
      120,
      121,
      'not_yet_valid',
    ],
    [
      'the confirmation’s end',
      (s) => ({ confirmation: usual.confirmation.replace(at(300), at(s)) }),
      -119,
      -120,
      'expired',
    ],
    ['IssueInstant ahead', (s) => ({ issued: at(s) }), 120, 121, 'clock'],
    ['the response’s IssueInstant ahead', (s) => ({ responseIssued: at(s) }), 120, 121, 'clock'],
    // The request was sent 30 s ago.
    ['IssueInstant before the request', (s) => ({ issued: at(s) }), -150, -151, 'clock'],
    [
      'SessionNotOnOrAfter',
      (s) => ({ authn: `AuthnInstant="${at(-5)}" SessionNotOnOrAfter="${at(s)}"` }),
      -119,
      -120,
      'expired',
    ],
  ])('%s: the last second and the next', (_, change, last, next, fault) => {
    expect(faultOf(change(last))).toBeNull();
    expect(faultOf(change(next))).toBe(fault);
  });

  test('an answer is seven minutes old at most, also to an old request', () => {
    const request = { id: REQUEST.id, sentAt: noonPlus(-800 * SECOND) };
    expect(faultOf({ issued: at(-420) }, { request })).toBeNull();
    expect(faultOf({ issued: at(-421) }, { request })).toBe('expired');
  });

  test('a clock that is five minutes off is told as such, whichever way', () => {
    const off = (seconds: number): Partial<Words> => ({
      issued: at(seconds),
      responseIssued: at(seconds),
      conditions: `NotBefore="${at(seconds - 60)}" NotOnOrAfter="${at(seconds + 300)}"`,
      confirmation: usual.confirmation.replace(at(300), at(seconds + 300)),
    });
    expect(faultOf(off(300))).toBe('clock');
    expect(faultOf(off(-300))).toBe('clock');
  });
});

describe('attributes', () => {
  const attributesOf = (attributes: string) => {
    const { outcome } = examine({ attributes });
    return outcome.kind === 'met' ? outcome.said.attributes : null;
  };
  const value = (text: string) => `<saml:AttributeValue>${text}</saml:AttributeValue>`;

  test('are a text for one value and a list for several, of however many elements', () => {
    expect(
      attributesOf(`<saml:Attribute Name="mail">${value('a@b.example')}</saml:Attribute>
        <saml:Attribute Name="role">${value('one')}${value('two')}</saml:Attribute>
        <saml:Attribute Name="role">${value('three')}</saml:Attribute>`),
    ).toEqual({ mail: 'a@b.example', role: ['one', 'two', 'three'], NameID: 'alice-7' });
  });

  test('have their friendly name too, where no other attribute has it as its own', () => {
    expect(
      attributesOf(`<saml:Attribute Name="urn:oid:1" FriendlyName="uid">${value('seven')}</saml:Attribute>
        <saml:Attribute Name="urn:oid:2" FriendlyName="mail">${value('friendly')}</saml:Attribute>
        <saml:Attribute Name="mail">${value('own')}</saml:Attribute>`),
    ).toEqual({
      'urn:oid:1': 'seven',
      uid: 'seven',
      'urn:oid:2': 'friendly',
      mail: 'own',
      NameID: 'alice-7',
    });
  });

  test('never take the place of the NameID, nor of what every object has', () => {
    const found = attributesOf(`<saml:Attribute Name="NameID">${value('root')}</saml:Attribute>
      <saml:Attribute Name="__proto__" FriendlyName="constructor">${value('x')}</saml:Attribute>`);
    expect(found?.NameID).toBe('alice-7');
    expect(Object.keys(found ?? {})).toEqual(['NameID', '__proto__', 'constructor']);
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  });

  test('without a value, or with one that is nil, are empty', () => {
    expect(
      attributesOf(`<saml:Attribute Name="a"/><saml:Attribute Name="b"><saml:AttributeValue
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></saml:Attribute>`),
    ).toEqual({ a: '', b: '', NameID: 'alice-7' });
  });

  test('keep umlauts, apostrophes and ampersands', () => {
    expect(
      attributesOf(
        `<saml:Attribute Name="n">${value('J&#xF6;rg O&apos;Neil &amp; Sons')}</saml:Attribute>`,
      ),
    ).toMatchObject({ n: "Jörg O'Neil & Sons" });
  });
});
