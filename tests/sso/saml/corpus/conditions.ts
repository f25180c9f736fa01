import type { Attack } from '@/tests/sso/saml/corpus/attack';
import type { How } from '@/tests/support/saml-provider';
import {
  AUTHN_FAILED,
  BEARER,
  HOLDER_OF_KEY,
  REQUESTER,
  RESPONDER,
  SENDER_VOUCHES,
  SUCCESS,
} from '@/tests/support/saml-provider/words';

const OWN = 'https://csi.harbor.example/sso/saml/metadata';
const ACS = 'https://csi.harbor.example/sso/saml/acs';
const IDP = 'https://portal.example/idp';

/** Letters of three bytes each, and none like the next. */
const TOO_LONG = Array.from({ length: 1_024 }, (_, n) =>
  String.fromCodePoint(0x4e00 + n * 19),
).join('');

const response = { sign: 'response' } as const;

function conditions(given: NonNullable<How['assertion']>['conditions']): How {
  return { assertion: { conditions: given } };
}

function confirmation(given: NonNullable<NonNullable<How['assertion']>['confirmations']>[0]): How {
  return { assertion: { confirmations: [given] } };
}

function inAssertion(find: string | RegExp, put: string): How {
  return {
    change: {
      assertion: (xml) => {
        const other = xml.replace(find, put);
        if (other === xml) throw new Error('Nothing changed.');
        return other;
      },
    },
  };
}

function inResponse(find: string | RegExp, put: string): How {
  return { sign: 'response', change: { response: (xml) => xml.replace(find, put) } };
}

/** For whom it is, where it goes, of whom: all signed by the portal. */
export const parties: Attack[] = [
  [
    'another audience',
    'audience',
    /^Audience is https:\/\/other\.example$/,
    conditions({ audiences: [['https://other.example']] }),
  ],
  [
    'the audience of another utility',
    'audience',
    /^Audience is https:\/\/csi\.summit\.example\/sso\/saml\/metadata$/,
    conditions({ audiences: [['https://csi.summit.example/sso/saml/metadata']] }),
  ],
  [
    'our audience with a slash',
    'audience',
    /^Audience is https:\/\/csi\.harbor\.example\/sso\/saml\/metadata\/$/,
    conditions({ audiences: [[`${OWN}/`]] }),
  ],
  [
    'our audience in other letters',
    'audience',
    /^Audience is HTTPS:\/\/CSI\.HARBOR\.EXAMPLE\/SSO\/SAML\/METADATA$/,
    conditions({ audiences: [[OWN.toUpperCase()]] }),
  ],
  [
    'our audience by http',
    'audience',
    /^Audience is http:\/\/csi\.harbor\.example\/sso\/saml\/metadata$/,
    conditions({ audiences: [[OWN.replace('https', 'http')]] }),
  ],
  [
    'the beginning of our audience',
    'audience',
    /^Audience is https:\/\/csi\.harbor\.example$/,
    conditions({ audiences: [['https://csi.harbor.example']] }),
  ],
  [
    'two audiences, neither ours',
    'audience',
    /^Audience is a b$/,
    conditions({ audiences: [['a', 'b']] }),
  ],
  [
    'a restriction to us and one to others',
    'audience',
    /^Audience is b$/,
    conditions({ audiences: [[OWN], ['b']] }),
  ],
  ['a restriction to nobody', 'audience', /^Audience is missing$/, conditions({ audiences: [[]] })],
  ['an empty audience', 'audience', /^Audience is missing$/, conditions({ audiences: [['']] })],
  ['no restriction to anybody', 'audience', /^Audience is missing$/, conditions({ audiences: [] })],
  [
    'our audience outside of any restriction',
    'audience',
    /^Audience is missing$/,
    conditions({ audiences: [], more: `<saml:Audience>${OWN}</saml:Audience>` }),
  ],
  [
    'our audience in a restriction of another namespace',
    'audience',
    /^Audience is missing$/,
    conditions({
      audiences: [],
      more: `<x:AudienceRestriction xmlns:x="urn:x"><saml:Audience>${OWN}</saml:Audience></x:AudienceRestriction>`,
    }),
  ],
  [
    'another recipient',
    'destination',
    /^Recipient is https:\/\/evil\.example\/acs$/,
    confirmation({ recipient: 'https://evil.example/acs' }),
  ],
  [
    'the recipient of another utility',
    'destination',
    /^Recipient is https:\/\/csi\.summit\.example\/sso\/saml\/acs$/,
    confirmation({ recipient: 'https://csi.summit.example/sso/saml/acs' }),
  ],
  [
    'our recipient with a slash',
    'destination',
    /^Recipient is https:\/\/csi\.harbor\.example\/sso\/saml\/acs\/$/,
    confirmation({ recipient: `${ACS}/` }),
  ],
  [
    'our recipient with a query',
    'destination',
    /^Recipient is https:\/\/csi\.harbor\.example\/sso\/saml\/acs\?x$/,
    confirmation({ recipient: `${ACS}?x` }),
  ],
  [
    'our recipient by http',
    'destination',
    /^Recipient is http:\/\/csi\.harbor\.example\/sso\/saml\/acs$/,
    confirmation({ recipient: ACS.replace('https', 'http') }),
  ],
  ['no recipient', 'destination', /^Recipient is missing$/, confirmation({ recipient: null })],
  ['an empty recipient', 'destination', /^Recipient is $/, confirmation({ recipient: '' })],
  [
    'another destination, signed',
    'destination',
    /^Destination is https:\/\/evil\.example\/acs$/,
    { ...response, response: { destination: 'https://evil.example/acs' } },
  ],
  [
    'another destination, unsigned',
    'destination',
    /^Destination is https:\/\/evil\.example\/acs$/,
    { response: { destination: 'https://evil.example/acs' } },
  ],
  [
    'the destination of another utility',
    'destination',
    /^Destination is https:\/\/csi\.summit\.example\/sso\/saml\/acs$/,
    { ...response, response: { destination: 'https://csi.summit.example/sso/saml/acs' } },
  ],
  [
    'our destination with a slash',
    'destination',
    /^Destination is https:\/\/csi\.harbor\.example\/sso\/saml\/acs\/$/,
    { ...response, response: { destination: `${ACS}/` } },
  ],
  [
    'no destination, the response being signed',
    'destination',
    /^Destination is missing$/,
    { ...response, response: { destination: null } },
  ],
  [
    'an empty destination',
    'destination',
    /^Destination is $/,
    { ...response, response: { destination: '' } },
  ],
  [
    'another issuer of the assertion',
    'issuer',
    /^Issuer is https:\/\/evil\.example\/idp$/,
    { assertion: { issuer: 'https://evil.example/idp' } },
  ],
  [
    'another issuer of the response',
    'issuer',
    /^Response Issuer is https:\/\/evil\.example\/idp$/,
    { response: { issuer: 'https://evil.example/idp' } },
  ],
  [
    'another issuer of the response, signed',
    'issuer',
    /^Response Issuer is https:\/\/evil\.example\/idp$/,
    { ...response, response: { issuer: 'https://evil.example/idp' } },
  ],
  [
    'no issuer of the assertion',
    'issuer',
    /^Issuer is missing$/,
    { assertion: { issuer: null }, assertionSignature: { place: 'first' } },
  ],
  [
    'an empty issuer',
    'issuer',
    /^Issuer is $/,
    { assertion: { issuer: '' }, assertionSignature: { place: 'last' } },
  ],
  [
    'two issuers of the assertion',
    'issuer',
    /^Issuer is missing$/,
    {
      assertion: {
        issuer: `<saml:Issuer>${IDP}</saml:Issuer><saml:Issuer>https://evil.example/idp</saml:Issuer>`,
      },
    },
  ],
  [
    'two issuers of the response',
    'malformed_answer',
    /^several of Issuer$/,
    inResponse(/<saml:Issuer.*?<\/saml:Issuer>/, '$&$&'),
  ],
  [
    'our issuer with a slash',
    'issuer',
    /^Issuer is https:\/\/portal\.example\/idp\/$/,
    { assertion: { issuer: `${IDP}/` } },
  ],
  [
    'our issuer in other letters',
    'issuer',
    /^Issuer is HTTPS:\/\/PORTAL\.EXAMPLE\/IDP$/,
    { assertion: { issuer: IDP.toUpperCase() } },
  ],
  [
    'an issuer of another kind of name',
    'issuer',
    /^Issuer is https:\/\/portal\.example\/idp$/,
    {
      assertion: {
        issuer: `<saml:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${IDP}</saml:Issuer>`,
      },
    },
  ],
];

/** What it must say and does not, or says twice. */
export const parts: Attack[] = [
  ['no Conditions', 'conditions', /^no Conditions$/, conditions(null)],
  [
    'Conditions twice',
    'conditions',
    /^no Conditions$/,
    inAssertion(/<saml:Conditions.*<\/saml:Conditions>/s, '$&$&'),
  ],
  [
    'a condition that nobody knows',
    'conditions',
    /^Condition is Condition$/,
    conditions({
      more: '<saml:Condition xmlns:x="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x:Full"/>',
    }),
  ],
  [
    'a condition of another namespace',
    'conditions',
    /^Condition is OneTimeUse$/,
    conditions({ more: '<x:OneTimeUse xmlns:x="urn:x"/>' }),
  ],
  [
    'no end of the Conditions',
    'conditions',
    /^NotOnOrAfter is /,
    conditions({ notOnOrAfter: null }),
  ],
  ['an end in words', 'conditions', /^NotOnOrAfter is /, conditions({ notOnOrAfter: 'tomorrow' })],
  [
    'an end on a day that is none',
    'conditions',
    /^NotOnOrAfter is /,
    conditions({ notOnOrAfter: '2026-02-31T25:00:00Z' }),
  ],
  ['an empty end', 'conditions', /^NotOnOrAfter is /, conditions({ notOnOrAfter: '' })],
  ['a beginning in words', 'conditions', /^NotBefore is now$/, conditions({ notBefore: 'now' })],
  [
    'no Subject',
    'conditions',
    /^SubjectConfirmation is missing$/,
    { assertion: { hasSubject: false } },
  ],
  [
    'two Subjects',
    'conditions',
    /^SubjectConfirmation is missing$/,
    inAssertion(/<saml:Subject>.*<\/saml:Subject>/s, '$&$&'),
  ],
  [
    'no confirmation',
    'conditions',
    /^SubjectConfirmation is missing$/,
    { assertion: { confirmations: [] } },
  ],
  [
    'a confirmation by holding a key',
    'conditions',
    /^SubjectConfirmation is urn:oasis:names:tc:SAML:2\.0:cm:holder-of-key$/,
    confirmation({ method: HOLDER_OF_KEY }),
  ],
  [
    'a confirmation by who sends it',
    'conditions',
    /^SubjectConfirmation is urn:oasis:names:tc:SAML:2\.0:cm:sender-vouches$/,
    confirmation({ method: SENDER_VOUCHES }),
  ],
  [
    'a confirmation by no method',
    'conditions',
    /^SubjectConfirmation is missing$/,
    confirmation({ method: '' }),
  ],
  [
    'the method of SAML 1.1',
    'conditions',
    /^SubjectConfirmation is urn:oasis:names:tc:SAML:1\.0:cm:bearer$/,
    confirmation({ method: 'urn:oasis:names:tc:SAML:1.0:cm:bearer' }),
  ],
  [
    'a confirmation without data',
    'destination',
    /^Recipient is missing$/,
    confirmation({ method: BEARER, isBare: true }),
  ],
  [
    'a confirmation without an end',
    'conditions',
    /^Confirmation NotOnOrAfter is /,
    confirmation({ notOnOrAfter: null }),
  ],
  [
    'a confirmation with an end in words',
    'conditions',
    /^Confirmation NotOnOrAfter is /,
    confirmation({ notOnOrAfter: 'tomorrow' }),
  ],
  [
    'two bearers, each for half of it',
    'not_asked_here',
    /^the assertion answers another request, or none$/,
    {
      assertion: {
        confirmations: [{ recipient: 'https://evil.example/acs' }, { inResponseTo: '_other' }],
      },
    },
  ],
  [
    'data twice in a confirmation',
    'destination',
    /^Recipient is missing$/,
    inAssertion(/<saml:SubjectConfirmationData [^>]*\/>/, '$&$&'),
  ],
  [
    'no statement of how somebody signed in',
    'conditions',
    /^AuthnInstant is missing$/,
    { assertion: { authn: null } },
  ],
  [
    'no word of when',
    'conditions',
    /^AuthnInstant is missing$/,
    { assertion: { authn: { authnInstant: null } } },
  ],
  [
    'a word of when that is no time',
    'conditions',
    /^AuthnInstant is now$/,
    { assertion: { authn: { authnInstant: 'now' } } },
  ],
  [
    'an end of the session in words',
    'conditions',
    /^SessionNotOnOrAfter is never$/,
    { assertion: { authn: { sessionNotOnOrAfter: 'never' } } },
  ],
  ['no time of making', 'conditions', /^IssueInstant is /, { assertion: { issueInstant: null } }],
  [
    'a time of making in words',
    'conditions',
    /^IssueInstant is /,
    { assertion: { issueInstant: 'now' } },
  ],
  [
    'no time of making the response',
    'conditions',
    /^Response IssueInstant is missing$/,
    { response: { issueInstant: null } },
  ],
  [
    'a year with five digits',
    'conditions',
    /^NotOnOrAfter is /,
    conditions({ notOnOrAfter: '12026-03-02T12:00:00Z' }),
  ],
  [
    'no ID of the response',
    'malformed_answer',
    /^an ID that is none$/,
    ({ good }) => good.xml.replace(/ ID="[^"]*"/, ''),
  ],
  [
    'an empty ID',
    'malformed_answer',
    /^an ID that is none$/,
    ({ good }) => good.xml.replace(/ ID="[^"]*"/, ' ID=""'),
  ],
  [
    'an ID that begins with a digit',
    'malformed_answer',
    /^an ID that is none$/,
    { response: { id: '1234' } },
  ],
  [
    'an ID of the assertion that ends a string in XPath',
    'signature',
    /^not understood: ref URI included quote character …$/,
    { assertion: { id: "_a'] | //*['" } },
  ],
  [
    'version 1.1 of the response',
    'malformed_answer',
    /^another version than 2\.0$/,
    { response: { version: '1.1' } },
  ],
  [
    'version 1.1 of the assertion',
    'malformed_answer',
    /^another version than 2\.0$/,
    { assertion: { version: '1.1' } },
  ],
  [
    'no version of the response',
    'malformed_answer',
    /^another version than 2\.0$/,
    { response: { version: null } },
  ],
  [
    'no version of the assertion',
    'malformed_answer',
    /^another version than 2\.0$/,
    { assertion: { version: null } },
  ],
];

/** Of a person that nobody could know again. */
export const names: Attack[] = [
  ['no NameID', 'attributes', /^NameID is missing$/, { assertion: { nameId: null } }],
  ['an empty NameID', 'attributes', /^NameID is empty$/, { assertion: { nameId: { value: '' } } }],
  [
    'a NameID of white space',
    'attributes',
    /^NameID is empty$/,
    { assertion: { nameId: { value: ' \t\n ' } } },
  ],
  [
    'a NameID of a space that does not break',
    'attributes',
    /^NameID is empty$/,
    { assertion: { nameId: { value: '\u00a0' } } },
  ],
  [
    'a NameID of two lines',
    'attributes',
    /^NameID cannot be used$/,
    { assertion: { nameId: { value: 'name-of\nalice' } } },
  ],
  [
    'a NameID that no index takes',
    'attributes',
    /^NameID cannot be used$/,
    { assertion: { nameId: { value: TOO_LONG } } },
  ],
  [
    'two NameIDs',
    'attributes',
    /^NameID is missing$/,
    {
      assertion: {
        nameId:
          '<saml:NameID>name-of-alice</saml:NameID><saml:NameID>name-of-mallory</saml:NameID>',
      },
    },
  ],
  [
    'a NameID and another kind of name',
    'attributes',
    /^NameID is missing$/,
    { assertion: { nameId: '<saml:BaseID xmlns:x="urn:x"/>' } },
  ],
  [
    'an encrypted NameID',
    'attributes',
    /^NameID is encrypted, which is not opened$/,
    {
      assertion: {
        nameId:
          '<saml:EncryptedID><x:EncryptedData xmlns:x="http://www.w3.org/2001/04/xmlenc#"/></saml:EncryptedID>',
      },
    },
  ],
  [
    'a NameID of another namespace',
    'attributes',
    /^NameID is missing$/,
    { assertion: { nameId: '<x:NameID xmlns:x="urn:x">name-of-alice</x:NameID>' } },
  ],
];

/** The portal says no, or says nothing that it may. */
export const statuses: Attack[] = [
  [
    'no, by the person’s own doing',
    'portal_refused',
    /^Responder AuthnFailed$/,
    { response: { statusCodes: [RESPONDER, AUTHN_FAILED] }, change: { held: () => '' } },
  ],
  [
    'no, by ours',
    'portal_refused',
    /^Requester unknown\?service$/,
    {
      response: { statusCodes: [REQUESTER], statusMessage: 'unknown\nservice' },
      change: { held: () => '' },
    },
  ],
  [
    'no, with an assertion',
    'portal_refused',
    /^Responder$/,
    { response: { statusCodes: [RESPONDER] } },
  ],
  [
    'no, and yes beneath it',
    'portal_refused',
    /^Responder Success$/,
    { response: { statusCodes: [RESPONDER, SUCCESS] } },
  ],
  [
    'yes in other letters',
    'portal_refused',
    /^urn:oasis:names:tc:saml:2\.0:status:success$/,
    { response: { statusCodes: [SUCCESS.toLowerCase()] } },
  ],
  [
    'yes without the address',
    'portal_refused',
    /^Success$/,
    { response: { statusCodes: ['Success'] } },
  ],
  ['nothing', 'malformed_answer', /^no status$/, { response: { statusCodes: [] } }],
  [
    'no status',
    'malformed_answer',
    /^no status$/,
    inResponse(/<samlp:Status>.*<\/samlp:Status>/, ''),
  ],
  [
    'two statuses',
    'malformed_answer',
    /^several of Status$/,
    inResponse(/<samlp:Status>.*?<\/samlp:Status>/, '$&$&'),
  ],
  [
    'yes, and no assertion',
    'malformed_answer',
    /^no assertion$/,
    { sign: 'response', change: { held: () => '' } },
  ],
];
