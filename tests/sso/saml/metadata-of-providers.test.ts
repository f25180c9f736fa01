import { beforeAll, expect, test } from 'vitest';
import { readMetadata } from '@/lib/sso/saml/metadata-rules';
import { signedMetadata } from '@/lib/sso/saml/metadata-signature';
import { KEYS_MS, makeCertificate, type TestCertificate } from '@/tests/support/certificates';
import { signMetadata } from '@/tests/support/saml-metadata';
import { NOON } from '@/tests/support/test-scope';

/** What each provider's metadata looks like, of which nothing but the keys is made for the test. */

let one: TestCertificate;
let two: TestCertificate;
let foreign: TestCertificate;

beforeAll(async () => {
  one = await makeCertificate({
    subject: 'CN=Microsoft Azure Federated SSO Certificate',
    days: 1095,
  });
  const key = one.privateKey;
  two = await makeCertificate({ subject: 'CN=two', key });
  foreign = await makeCertificate({ subject: 'CN=foreign', key });
}, KEYS_MS);

function providerIn(xml: string | Uint8Array) {
  const reading = readMetadata(xml, NOON);
  if (reading.kind === 'refused') throw new Error(`${reading.fault}: ${reading.detail}`);
  return reading.provider;
}

const wrapped = ({ base64 }: TestCertificate, width = 64, indent = '') =>
  base64.replace(new RegExp(`.{${width}}`, 'g'), `$&\n${indent}`);

/** Of WS-Federation, with a key of its own, as Entra ID and AD FS publish it beside the one that counts. */
const federationRole = (type: string) =>
  `<RoleDescriptor xsi:type="fed:${type}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${foreign.base64}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><fed:ClaimTypesOffered><auth:ClaimType Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name" xmlns:auth="http://docs.oasis-open.org/wsfed/authorization/200706"><auth:DisplayName>Name</auth:DisplayName></auth:ClaimType></fed:ClaimTypesOffered></RoleDescriptor>`;

const bareKey = ({ base64 }: TestCertificate) =>
  `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${base64}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`;

const tenant = 'https://login.microsoftonline.com/8f2e7a3c-0000-4000-8000-000000000001';

const entra = () =>
  `<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_6b2c" entityID="https://sts.windows.net/8f2e7a3c-0000-4000-8000-000000000001/" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${federationRole('SecurityTokenServiceType')}${federationRole('ApplicationServiceType')}<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${bareKey(one)}${bareKey(two)}<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${tenant}/saml2" /><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${tenant}/saml2" /><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${tenant}/saml2" /></IDPSSODescriptor></EntityDescriptor>`;

test('Entra ID: an entity ID that is not the address, two keys, and the keys of WS-Federation beside', () => {
  const xml = signMetadata(entra(), one, { uri: '#_6b2c' });
  expect(providerIn(xml)).toMatchObject({
    entityId: 'https://sts.windows.net/8f2e7a3c-0000-4000-8000-000000000001/',
    signInAddress: `${tenant}/saml2`,
    logoutAddress: `${tenant}/saml2`,
    certificates: [one.base64, two.base64],
  });
  expect(signedMetadata(xml, one.certificate).kind).toBe('verified');
});

test('AD FS: a byte order mark, a signature, roles of WS-Federation and of a service provider', () => {
  const xml = `<EntityDescriptor ID="_adfs" entityID="http://sts.valley.example/adfs/services/trust" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${federationRole('ApplicationServiceType')}${federationRole('SecurityTokenServiceType')}<SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${bareKey(foreign)}<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sts.valley.example/adfs/ls/" index="0" isDefault="true"/></SPSSODescriptor><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="encryption"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${foreign.base64}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>${bareKey(one)}<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://sts.valley.example/adfs/ls/"/><SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sts.valley.example/adfs/ls/"/><NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</NameIDFormat><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://sts.valley.example/adfs/ls/"/><Attribute Name="http://schemas.xmlsoap.org/claims/Group" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="Group" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/></IDPSSODescriptor><ContactPerson contactType="support"/></EntityDescriptor>`;
  const marked = Buffer.from(`\uFEFF${signMetadata(xml, one, { uri: '#_adfs' })}`);
  expect(providerIn(marked)).toMatchObject({
    entityId: 'http://sts.valley.example/adfs/services/trust',
    signInAddress: 'https://sts.valley.example/adfs/ls/',
    certificates: [one.base64],
  });
});

test('Okta: prefixes, lines of 64, signed requests not wanted, no sign-out', () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor entityID="http://www.okta.com/exk1a2b3" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${wrapped(one)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://harbor.okta.example/app/csi/exk1a2b3/sso/saml"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://harbor.okta.example/app/csi/exk1a2b3/sso/saml"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
  expect(providerIn(xml)).toMatchObject({
    entityId: 'http://www.okta.com/exk1a2b3',
    logoutAddress: null,
    certificates: [one.base64],
    wantsSignedRequests: false,
  });
});

test('Google: a query in addresses, a day until which it is good', () => {
  const at = 'https://accounts.google.com/o/saml2/idp?idpid=C01abc';
  const xml = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://accounts.google.com/o/saml2?idpid=C01abc" validUntil="2031-05-18T09:27:34.000Z">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data>
          <ds:X509Certificate>${wrapped(one, 76)}</ds:X509Certificate>
        </ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${at}"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${at}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`;
  expect(providerIn(xml)).toMatchObject({
    entityId: 'https://accounts.google.com/o/saml2?idpid=C01abc',
    signInAddress: at,
    validUntil: '2031-05-18T09:27:34.000Z',
  });
});

test('Shibboleth: comments, extensions, SAML 1 beside, keys for back channel and front, an AttributeAuthority', () => {
  const key = (certificate: TestCertificate, use: string) => `<KeyDescriptor use="${use}">
            <ds:KeyInfo>
                    <ds:X509Data>
                        <ds:X509Certificate>
${wrapped(certificate)}
                        </ds:X509Certificate>
                    </ds:X509Data>
            </ds:KeyInfo>
        </KeyDescriptor>`;
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<!--
     This is example metadata only. Do *NOT* supply it as is without review.
-->
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" entityID="https://idp.summit.example/idp/shibboleth">
    <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol urn:oasis:names:tc:SAML:1.1:protocol urn:mace:shibboleth:1.0">
        <Extensions>
            <shibmd:Scope regexp="false">summit.example</shibmd:Scope>
<!--
    Fill in the details for your IdP here
-->
            <mdui:UIInfo><mdui:DisplayName xml:lang="en">Summit Gas &amp; Öl</mdui:DisplayName></mdui:UIInfo>
        </Extensions>
        <!-- First signing certificate is BackChannel, the Second is FrontChannel -->
        ${key(two, 'signing')}
        ${key(one, 'signing')}
        ${key(foreign, 'encryption')}
        <ArtifactResolutionService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://idp.summit.example:8443/idp/profile/SAML2/SOAP/ArtifactResolution" index="2"/>
        <!--
        <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.summit.example/idp/profile/SAML2/Redirect/SLO"/>
        -->
        <SingleSignOnService Binding="urn:mace:shibboleth:1.0:profiles:AuthnRequest" Location="https://idp.summit.example/idp/profile/Shibboleth/SSO"/>
        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.summit.example/idp/profile/SAML2/POST/SSO"/>
        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.summit.example/idp/profile/SAML2/Redirect/SSO"/>
    </IDPSSODescriptor>
    <AttributeAuthorityDescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol">
        ${key(foreign, 'signing')}
    </AttributeAuthorityDescriptor>
</EntityDescriptor>
`;
  expect(providerIn(xml)).toMatchObject({
    signInAddress: 'https://idp.summit.example/idp/profile/SAML2/Redirect/SSO',
    logoutAddress: null,
    certificates: [two.base64, one.base64],
  });
});

test('SimpleSAMLphp: signed requests wanted by 1, one key for signing and encryption', () => {
  const key = (use: string) =>
    `<md:KeyDescriptor use="${use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${one.base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  const at = 'https://idp.harbor.example/simplesaml/module.php/saml/idp';
  const xml = `<?xml version="1.0" encoding="utf-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.harbor.example/simplesaml/metadata">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="1" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${key('signing')}${key('encryption')}<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${at}/singleLogout" ResponseLocation="${at}/singleLogoutResponse"/><md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${at}/singleSignOnService"/></md:IDPSSODescriptor>
  <md:ContactPerson contactType="technical"><md:GivenName>Administrator</md:GivenName></md:ContactPerson>
</md:EntityDescriptor>`;
  expect(providerIn(xml)).toMatchObject({
    logoutAddress: `${at}/singleLogout`,
    logoutResponseAddress: `${at}/singleLogoutResponse`,
    certificates: [one.base64],
    wantsSignedRequests: true,
  });
});

test('Keycloak: one entity in a list', () => {
  const at = 'https://id.valley.example/realms/staff/protocol/saml';
  const xml = `<md:EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Name="urn:keycloak"><md:EntityDescriptor entityID="https://id.valley.example/realms/staff"><md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo><ds:KeyName>kid</ds:KeyName><ds:X509Data><ds:X509Certificate>${one.base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${at}"/><md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${at}"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${at}"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${at}"/></md:IDPSSODescriptor></md:EntityDescriptor></md:EntitiesDescriptor>`;
  expect(providerIn(xml)).toMatchObject({
    entityId: 'https://id.valley.example/realms/staff',
    wantsSignedRequests: true,
    certificates: [one.base64],
  });
});

test('LemonLDAP::NG: a key without a use, and a service provider in the same entity', () => {
  const key = (certificate: TestCertificate) =>
    `<KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\n${wrapped(certificate, 64, '  ')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`;
  const at = 'https://auth.lone.example/saml';
  const xml = `<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${at}/metadata"><IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${key(one)}<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${at}/singleLogout" ResponseLocation="${at}/singleLogoutReturn"/><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${at}/singleSignOn"/></IDPSSODescriptor><SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${key(foreign)}<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${at}/proxySingleLogout"/><AssertionConsumerService isDefault="true" index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${at}/proxySingleSignOnPost"/></SPSSODescriptor><Organization><OrganizationName xml:lang="en">Example</OrganizationName></Organization></EntityDescriptor>`;
  expect(providerIn(xml)).toMatchObject({
    logoutAddress: `${at}/singleLogout`,
    logoutResponseAddress: `${at}/singleLogoutReturn`,
    certificates: [one.base64],
  });
});
