import type { Attack } from '@/tests/sso/saml/corpus/attack';
import {
  conditions,
  confirmation,
  inResponse,
  response,
} from '@/tests/sso/saml/corpus/condition-pieces';

const OWN = 'https://csi.harbor.example/sso/saml/metadata';
const ACS = 'https://csi.harbor.example/sso/saml/acs';
const IDP = 'https://portal.example/idp';

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
