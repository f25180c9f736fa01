import type { AskedBy, AttributeWords, How, SamlPerson } from '@/tests/support/saml-provider';
import {
  AES128_CBC,
  AES128_GCM,
  AES256_CBC,
  AES256_GCM,
  ASSERTION,
  RSA_SHA512,
  SHA512,
} from '@/tests/support/saml-provider/algorithms';
import { keys } from '@/tests/support/saml-provider/keys';
import {
  BASIC,
  CLASS_UNSPECIFIED,
  NAME_ID_EMAIL,
  NAME_ID_PERSISTENT,
  NAME_ID_TRANSIENT,
  NAME_ID_UNSPECIFIED,
  NAME_ID_WINDOWS,
  PASSWORD,
  PASSWORD_TRANSPORT,
  UNSPECIFIED,
  URI,
} from '@/tests/support/saml-provider/words';

/** What a provider's answer looks like, as one of this make writes it as it is installed. */
export interface Shape {
  /** Of the provider. */
  entityId: string;
  person: SamlPerson;
  how(asked: AskedBy): How;
}

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MICROSOFT = 'http://schemas.microsoft.com';
const ENTITY = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
const HOURS = 3600;
const name = "Jörg O'Neil & Söhne";
const certificate = keys.service.certificate;

function plain(values: Record<string, string | string[]>, more: Partial<AttributeWords> = {}) {
  return Object.entries(values).map(([key, value]) => ({
    name: key,
    values: [value].flat(),
    ...more,
  }));
}

/** In the default namespace, its attributes before the statement of how. */
const microsoft = { assertion: '', time: 'milliseconds', attributesFirst: true } as const;

const entraClaims = plain({
  [`${MICROSOFT}/identity/claims/tenantid`]: '0f5a0b9e-1111-4a5b-9d3e-2b7c6c1d0e11',
  [`${MICROSOFT}/identity/claims/objectidentifier`]: '5f1c7d2a-2222-4c43-8d4c-9f0f1ab2c3d4',
  [`${MICROSOFT}/identity/claims/displayname`]: name,
  [`${MICROSOFT}/identity/claims/identityprovider`]: 'https://sts.windows.net/0f5a0b9e/',
  [`${MICROSOFT}/claims/authnmethodsreferences`]: [
    'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password',
    'http://schemas.microsoft.com/claims/multipleauthn',
  ],
  [`${CLAIMS}/givenname`]: 'Jörg',
  [`${CLAIMS}/surname`]: "O'Neil",
  [`${CLAIMS}/emailaddress`]: 'joerg@harbor.example',
  [`${CLAIMS}/name`]: 'joerg@harbor.example',
});

const entra = (roles: string | string[]): Shape => ({
  entityId: 'https://sts.windows.net/0f5a0b9e-1111-4a5b-9d3e-2b7c6c1d0e11/',
  person: {
    nameId: { value: 'joerg@harbor.example', format: NAME_ID_EMAIL },
    attributes: [
      ...entraClaims,
      ...plain({ [`${MICROSOFT}/ws/2008/06/identity/claims/role`]: roles }),
    ],
  },
  how: () => ({
    dress: microsoft,
    signature: { prefix: '' },
    assertion: {
      conditions: { notBefore: -300, notOnOrAfter: HOURS },
      confirmations: [{ notOnOrAfter: HOURS }],
      authn: { authnInstant: -7 * 60, classRef: PASSWORD },
    },
  }),
});

const adfs = (roles: string | string[]): Shape => ({
  entityId: 'http://adfs.harbor.example/adfs/services/trust',
  person: {
    nameId: { value: 'joerg@harbor.example' },
    attributes: plain({
      [`${CLAIMS}/upn`]: 'joerg@harbor.example',
      'http://schemas.xmlsoap.org/claims/CommonName': name,
      [`${CLAIMS}/emailaddress`]: 'joerg@harbor.example',
      [`${MICROSOFT}/ws/2008/06/identity/claims/role`]: roles,
    }),
  },
  how: ({ id }) => ({
    dress: microsoft,
    signature: { prefix: 'ds' },
    response: { consent: 'urn:oasis:names:tc:SAML:2.0:consent:unspecified' },
    assertion: {
      conditions: { notBefore: 0, notOnOrAfter: HOURS },
      authn: {
        sessionIndex: `_${id?.slice(1) ?? 'adfs'}-adfs`,
        classRef: 'urn:federation:authentication:windows',
      },
    },
  }),
});

/** What OpenSAML writes, which Okta, Google and Shibboleth are made of. */
const openSaml = {
  protocol: 'saml2p',
  assertion: 'saml2',
  time: 'milliseconds',
  hasDeclaration: true,
} as const;

const okta = (roles: string | string[]): Shape => ({
  entityId: 'http://www.okta.com/exk1abcdEFGHijkl0h7',
  person: {
    nameId: { value: 'joerg', format: NAME_ID_UNSPECIFIED },
    attributes: plain(
      {
        firstName: 'Jörg',
        lastName: "O'Neil & Söhne",
        email: 'joerg@harbor.example',
        groups: roles,
      },
      { nameFormat: UNSPECIFIED },
    ),
  },
  how: ({ id }) => {
    const issuer = `<saml2:Issuer xmlns:saml2="${ASSERTION}" Format="${ENTITY}">http://www.okta.com/exk1abcdEFGHijkl0h7</saml2:Issuer>`;
    return {
      dress: { ...openSaml, valueType: 'xs:string', declaresAtRoot: true },
      sign: 'both',
      signature: { prefixList: 'xs', lineEnd: '\n' },
      response: { id: 'id13579246801357924680', issuer },
      assertion: {
        id: 'id97531864209753186420',
        issuer,
        conditions: { notBefore: -300 },
        authn: { sessionIndex: id, classRef: PASSWORD_TRANSPORT },
      },
    };
  },
});

const ping = (dress: How['dress'] = {}): Shape => ({
  entityId: 'harbor:pingfederate:prod',
  person: {
    nameId: { value: 'joerg', format: NAME_ID_UNSPECIFIED },
    attributes: plain(
      { cn: name, mail: 'joerg@harbor.example', memberOf: ['csi-reps', 'csi-bills'] },
      { nameFormat: BASIC },
    ),
  },
  how: () => ({
    dress: { time: 'milliseconds', valueType: 'xs:string', ...dress },
    sign: 'response',
    response: { id: 'Zx9.-KqH2vTfY_a1bC3d4E5f6G' },
    assertion: {
      id: 'Ab1.-kqh2VtFy_Z9Yx8W7v6U5t',
      conditions: { notBefore: -300 },
      authn: { classRef: CLASS_UNSPECIFIED },
    },
  }),
});

const google = (sign: How['sign']): Shape => ({
  entityId: 'https://accounts.google.com/o/saml2?idpid=C01abc234',
  person: {
    nameId: { value: 'joerg@harbor.example', format: NAME_ID_EMAIL },
    attributes: plain({ firstName: 'Jörg', lastName: "O'Neil & Söhne", groups: 'csi-reps' }),
  },
  how: () => ({
    dress: { ...openSaml, valueType: 'xs:anyType' },
    sign,
    signature: {
      lineEnd: '\n',
      keyInfo:
        '<ds:X509Data><ds:X509SubjectName>ST=California,C=US,OU=Google For Work,CN=Google</ds:X509SubjectName>' +
        `<ds:X509Certificate>${keys.first.base64.replace(/.{76}/g, '$&\n')}</ds:X509Certificate></ds:X509Data>`,
    },
    assertion: { conditions: { notBefore: -300 }, authn: { classRef: CLASS_UNSPECIFIED } },
  }),
});

const oid = (friendlyName: string, value: string, values: string | string[]): AttributeWords => ({
  name: `urn:oid:${value}`,
  nameFormat: URI,
  friendlyName,
  values: [values].flat(),
});

const shibboleth = (more: How = {}): Shape => ({
  entityId: 'https://idp.harbor.example/idp/shibboleth',
  person: {
    nameId: {
      value: 'AAdzZWNyZXQxopaque+Value/For=Joerg',
      format: NAME_ID_PERSISTENT,
      nameQualifier: 'https://idp.harbor.example/idp/shibboleth',
      spNameQualifier: 'https://csi.harbor.example/sso/saml/metadata',
    },
    attributes: [
      oid('uid', '0.9.2342.19200300.100.1.1', 'joerg'),
      oid('displayName', '2.16.840.1.113730.3.1.241', name),
      oid('mail', '0.9.2342.19200300.100.1.3', 'joerg@harbor.example'),
      oid('eduPersonEntitlement', '1.3.6.1.4.1.5923.1.1.1.7', ['csi-reps', 'csi-bills']),
      oid(
        'eduPersonTargetedID',
        '1.3.6.1.4.1.5923.1.1.1.10',
        `<saml2:NameID xmlns:saml2="${ASSERTION}" Format="${NAME_ID_PERSISTENT}">opaque</saml2:NameID>`,
      ),
    ],
  },
  how: ({ acs }) => ({
    dress: openSaml,
    sign: 'response',
    // As Java has written it since version 11.
    signature: { lineEnd: '&#13;\n' },
    encrypt: { certificate, algorithm: AES128_GCM },
    ...more,
    assertion: {
      conditions: { notBefore: 0 },
      confirmations: [{ recipient: acs, address: '198.51.100.7' }],
      authn: {
        authnInstant: -1,
        classRef: PASSWORD_TRANSPORT,
        more: '<saml2:SubjectLocality Address="198.51.100.7"/>',
      },
      ...more.assertion,
    },
  }),
});

const simpleSaml = (nameId: SamlPerson['nameId']): Shape => ({
  entityId: 'https://idp.harbor.example/simplesaml/saml2/idp/metadata.php',
  person: {
    nameId,
    attributes: plain(
      { uid: 'joerg', cn: name, mail: 'joerg@harbor.example', groups: ['csi-reps', 'csi-bills'] },
      { nameFormat: BASIC },
    ),
  },
  how: () => ({
    dress: { valueType: 'xs:string' },
    sign: 'both',
    assertion: {
      conditions: { notBefore: -30 },
      authn: { sessionNotOnOrAfter: 8 * HOURS, classRef: PASSWORD },
    },
  }),
});

const lemon = (more: How = {}): Shape => ({
  entityId: 'https://auth.harbor.example/saml/metadata',
  person: {
    nameId: { value: 'joerg@harbor.example', format: NAME_ID_EMAIL },
    attributes: [
      { name: 'uid', friendlyName: 'login', values: ['joerg'] },
      { name: 'cn', friendlyName: 'fullname', values: [name] },
      { name: 'mail', values: ['joerg@harbor.example'] },
      { name: 'groups', values: ['csi-reps', 'csi-bills'] },
    ].map((each) => ({ ...each, nameFormat: BASIC })),
  },
  how: () => ({
    signature: { prefix: '', lineEnd: '\n', keyInfo: '<KeyName>portal</KeyName>' },
    response: { consent: 'urn:oasis:names:tc:SAML:2.0:consent:obtained' },
    assertion: {
      conditions: { notBefore: -60, notOnOrAfter: 72 * HOURS },
      confirmations: [{ notOnOrAfter: 72 * HOURS }],
      authn: { sessionNotOnOrAfter: 20 * HOURS, classRef: PASSWORD_TRANSPORT },
    },
    ...more,
  }),
});

const keycloak = (more: How = {}): Shape => ({
  entityId: 'https://keycloak.harbor.example/realms/harbor',
  person: {
    nameId: { value: 'G-4f0e6c2a-3333-4444-8888-6b1d2c3e4f50', format: NAME_ID_PERSISTENT },
    attributes: [
      { name: 'username', friendlyName: 'username', values: ['joerg'] },
      { name: 'name', values: [name] },
      { name: 'email', friendlyName: 'email', values: ['joerg@harbor.example'] },
      // Each role in an attribute of its own, all of one name, as it is installed.
      { name: 'Role', values: ['offline_access'] },
      { name: 'Role', values: ['csi-reps'] },
      { name: 'Role', values: ['csi-bills'] },
    ].map((each) => ({ ...each, nameFormat: BASIC })),
  },
  how: () => ({
    dress: { time: 'milliseconds', valueType: 'xs:string' },
    sign: 'response',
    signature: {
      prefix: 'dsig',
      keyInfo:
        '<dsig:KeyName>FJ86GcF3jTbNLOco4NvZkUCIUmfYCqoqtOQeMfbhNlE</dsig:KeyName>' +
        `<dsig:X509Data><dsig:X509Certificate>${keys.first.base64}</dsig:X509Certificate></dsig:X509Data>` +
        '<dsig:KeyValue><dsig:RSAKeyValue><dsig:Modulus>AQAB</dsig:Modulus><dsig:Exponent>AQAB</dsig:Exponent></dsig:RSAKeyValue></dsig:KeyValue>',
    },
    assertion: {
      conditions: { notBefore: -2, notOnOrAfter: 58 },
      authn: {
        sessionIndex: '7d0c1b2a-5555-6666-9999-0a1b2c3d4e5f::8e1d2c3b-7777-4aaa-bbbb-1b2c3d4e5f60',
        sessionNotOnOrAfter: 10 * HOURS,
        classRef: CLASS_UNSPECIFIED,
      },
    },
    ...more,
  }),
});

const roles = ['csi-reps', 'csi-bills'];

/** By make, and by what an administrator there may choose. */
export const shapes: Record<string, Shape> = {
  'Entra ID': entra(roles),
  'Entra ID, one role': entra('csi-reps'),
  'Entra ID, response and assertion signed': changed(entra(roles), { sign: 'both' }),
  'Entra ID, response signed': changed(entra(roles), { sign: 'response' }),
  'Entra ID, encrypted': changed(entra(roles), { encrypt: { certificate, algorithm: AES256_CBC } }),
  'AD FS': adfs(roles),
  'AD FS, encrypted': changed(adfs('csi-reps'), {
    encrypt: { certificate, algorithm: AES256_CBC },
  }),
  'AD FS, message and assertion signed': changed(adfs(roles), { sign: 'both' }),
  'AD FS, the name of a Windows domain': {
    ...adfs(roles),
    person: {
      ...adfs(roles).person,
      nameId: { value: 'HARBOR\\joerg', format: NAME_ID_WINDOWS },
    },
  },
  Okta: okta(roles),
  'Okta, one group': okta('csi-reps'),
  'Okta, encrypted': changed(okta(roles), { encrypt: { certificate, algorithm: AES256_CBC } }),
  PingFederate: ping(),
  'PingFederate, assertion signed and encrypted': changed(ping(), {
    sign: 'assertion',
    encrypt: { certificate, algorithm: AES256_CBC },
  }),
  'PingOne, lines': ping({ lineEnd: '\n', hasDeclaration: true }),
  'Google Workspace': google('assertion'),
  'Google Workspace, signed response': google('response'),
  'Shibboleth IdP 4 and 5': shibboleth(),
  'Shibboleth IdP 3, both signed': shibboleth({
    sign: 'both',
    signature: { prefixList: 'xs', lineEnd: '\n' },
    dress: { ...openSaml, valueType: 'xs:string', declaresAtRoot: true },
    encrypt: { certificate, algorithm: AES128_CBC },
  }),
  'Shibboleth IdP, the key beside': shibboleth({
    encrypt: { certificate, algorithm: AES256_GCM, keyPlace: 'beside' },
  }),
  'Shibboleth IdP, SHA-512': shibboleth({
    sign: 'both',
    signature: { algorithm: RSA_SHA512, digest: SHA512 },
    encrypt: null,
  }),
  SimpleSAMLphp: simpleSaml({
    value: 'e5a0c1f7b2d34d6f9a8b7c6d5e4f3a2b',
    format: NAME_ID_PERSISTENT,
    spNameQualifier: 'https://csi.harbor.example/sso/saml/metadata',
  }),
  'SimpleSAMLphp, an email address as name': simpleSaml({
    value: 'joerg@harbor.example',
    format: NAME_ID_EMAIL,
  }),
  'LemonLDAP::NG': lemon(),
  'LemonLDAP::NG, response and assertion signed': lemon({ sign: 'both' }),
  'LemonLDAP::NG, encrypted': lemon({
    encrypt: { certificate, algorithm: AES128_CBC, keyPlace: 'beside' },
  }),
  Keycloak: keycloak(),
  'Keycloak, both signed and encrypted': keycloak({
    sign: 'both',
    signature: { prefix: 'dsig' },
    encrypt: { certificate, algorithm: AES256_GCM },
  }),
};

/** What SimpleSAMLphp and Shibboleth send unless they are told otherwise: another name every time. */
export const transient: Shape = simpleSaml({
  value: '_3f7b3dcf-1674-4ecd-92c8-1544f346baf8',
  format: NAME_ID_TRANSIENT,
});

function changed(shape: Shape, more: How): Shape {
  return { ...shape, how: (asked) => ({ ...shape.how(asked), ...more }) };
}
