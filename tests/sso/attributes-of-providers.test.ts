import { describe, expect, test } from 'vitest';
import { mapAttributes } from '@/lib/sso/attribute-mapping';
import type { PortalAttributes } from '@/lib/sso/attribute-values-rules';
import type { Role } from '@/lib/utilities/utility';
import { connectionOf } from '@/tests/support/sso-connection';

/** Claims or attributes as a provider sends them, and who comes out where no attribute is configured. */
interface Provided {
  kind: 'oidc' | 'saml';
  sends: PortalAttributes;
  roles?: Partial<Record<Role, string[]>>;
  becomes: object;
}

const alice = { fullName: 'Alice Moreno', email: 'alice@harbor.example' };
const reps = { CSR: ['csi-reps'], CSA: ['csi-admins'] };
const IDENTITY = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MICROSOFT = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';

const PROVIDERS: [string, Provided][] = [
  [
    'Entra ID, with app roles',
    {
      kind: 'oidc',
      sends: {
        iss: 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0',
        aud: '6cb04018-a3f5-46a7-b995-940c78f5aef3',
        sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
        oid: '00000000-0000-0000-66f3-3332eca7ea81',
        tid: '9122040d-6c67-4c5b-b112-36a304b66dad',
        name: 'Alice Moreno',
        preferred_username: 'alice@harbor.example',
        email: 'alice@harbor.example',
        roles: ['csi-reps'],
      },
      becomes: {
        subject: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
        username: 'alice@harbor.example',
        ...alice,
        roles: ['CSR'],
      },
    },
  ],
  [
    'Entra ID, with groups by object id and no address',
    {
      kind: 'oidc',
      sends: {
        sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
        name: 'Alice Moreno',
        preferred_username: 'alice@harbor.example',
        groups: ['0760b6cf-170e-4a14-91b3-4b78e0739963', '3b2c0c53-5d1a-4f4c-8f4c-2a4c1d4c0f9e'],
      },
      roles: { CSR: ['0760b6cf-170e-4a14-91b3-4b78e0739963'] },
      becomes: {
        subject: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
        username: 'alice@harbor.example',
        fullName: 'Alice Moreno',
        email: null,
        roles: ['CSR'],
      },
    },
  ],
  [
    'Entra ID',
    {
      kind: 'saml',
      sends: {
        NameID: 'alice@harbor.example',
        'http://schemas.microsoft.com/identity/claims/tenantid':
          '9122040d-6c67-4c5b-b112-36a304b66dad',
        'http://schemas.microsoft.com/identity/claims/objectidentifier':
          '00000000-0000-0000-66f3-3332eca7ea81',
        'http://schemas.microsoft.com/identity/claims/displayname': 'Alice Moreno',
        [`${IDENTITY}/givenname`]: 'Alice',
        [`${IDENTITY}/surname`]: 'Moreno',
        [`${IDENTITY}/emailaddress`]: 'alice@harbor.example',
        [`${IDENTITY}/name`]: 'alice@harbor.example',
        [`${MICROSOFT}/groups`]: ['csi-reps', 'everybody'],
      },
      becomes: {
        subject: 'alice@harbor.example',
        username: 'alice@harbor.example',
        ...alice,
        roles: ['CSR'],
      },
    },
  ],
  [
    'AD FS',
    {
      kind: 'oidc',
      sends: {
        iss: 'https://adfs.harbor.example/adfs',
        sub: 'eD2yVRKDSOMAe8N5gFvDQG3JXPKmFKwdGg4wJSfUTlw=',
        upn: 'alice@harbor.example',
        unique_name: 'HARBOR\\alice',
        given_name: 'Alice',
        family_name: 'Moreno',
        email: 'alice@harbor.example',
        group: ['HARBOR\\Domain Users', 'HARBOR\\csi-reps'],
        apptype: 'Confidential',
        authmethod: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      },
      roles: { CSR: ['HARBOR\\csi-reps'] },
      becomes: {
        subject: 'eD2yVRKDSOMAe8N5gFvDQG3JXPKmFKwdGg4wJSfUTlw=',
        username: 'alice@harbor.example',
        ...alice,
        roles: ['CSR'],
      },
    },
  ],
  [
    'AD FS',
    {
      kind: 'saml',
      sends: {
        NameID: 'alice@harbor.example',
        [`${IDENTITY}/upn`]: 'alice@harbor.example',
        [`${IDENTITY}/name`]: 'HARBOR\\alice',
        [`${IDENTITY}/emailaddress`]: ['alice@harbor.example'],
        'http://schemas.xmlsoap.org/claims/CommonName': 'Alice Moreno',
        'http://schemas.xmlsoap.org/claims/Group': ['Domain Users', 'csi-admins', 'csi-reps'],
      },
      becomes: {
        subject: 'alice@harbor.example',
        username: 'alice@harbor.example',
        ...alice,
        roles: ['CSR', 'CSA'],
      },
    },
  ],
  [
    'Okta, userinfo beneath the ID token',
    {
      kind: 'oidc',
      sends: {
        sub: '00uid4BxXw6I6TV4m0g3',
        ver: 1,
        amr: ['pwd'],
        auth_time: 1449624026,
        name: 'Alice Moreno',
        preferred_username: 'alice@harbor.example',
        given_name: 'Alice',
        family_name: 'Moreno',
        zoneinfo: 'America/Los_Angeles',
        email: 'alice@harbor.example',
        email_verified: true,
        groups: ['Everyone', 'csi-reps'],
      },
      becomes: {
        subject: '00uid4BxXw6I6TV4m0g3',
        username: 'alice@harbor.example',
        ...alice,
        roles: ['CSR'],
      },
    },
  ],
  [
    'Okta',
    {
      kind: 'saml',
      sends: {
        NameID: 'alice@harbor.example',
        firstName: 'Alice',
        lastName: 'Moreno',
        email: 'alice@harbor.example',
        groups: 'csi-reps',
      },
      becomes: {
        subject: 'alice@harbor.example',
        username: 'alice@harbor.example',
        ...alice,
        roles: ['CSR'],
      },
    },
  ],
  [
    'Ping',
    {
      kind: 'oidc',
      sends: {
        sub: '4a7b1c2e-9d5f-4c1a-9d53-0f0f3b7c5a11',
        preferred_username: 'alice',
        given_name: 'Alice',
        family_name: 'Moreno',
        email: 'alice@harbor.example',
        groups: ['csi-admins'],
        'pi.sri': 'hX1xTqR9',
      },
      becomes: {
        subject: '4a7b1c2e-9d5f-4c1a-9d53-0f0f3b7c5a11',
        username: 'alice',
        ...alice,
        roles: ['CSA'],
      },
    },
  ],
  [
    'Ping',
    {
      kind: 'saml',
      sends: {
        NameID: 'alice',
        givenName: 'Alice',
        sn: 'Moreno',
        mail: 'alice@harbor.example',
        memberOf: ['CN=csi-reps,OU=Groups,DC=harbor,DC=example'],
      },
      roles: { CSR: ['CN=csi-reps,OU=Groups,DC=harbor,DC=example'] },
      becomes: { subject: 'alice', username: 'alice', ...alice, roles: ['CSR'] },
    },
  ],
  [
    'Google Workspace, which has no groups',
    {
      kind: 'oidc',
      sends: {
        iss: 'https://accounts.google.com',
        azp: '1234987819200.apps.googleusercontent.com',
        sub: '10769150350006150715113082367',
        at_hash: 'HK6E_P6Dh8Y93mRNtsDB1Q',
        hd: 'harbor.example',
        email: 'alice@harbor.example',
        email_verified: true,
        name: 'Alice Moreno',
        picture: 'https://lh3.example/a',
      },
      becomes: {
        subject: '10769150350006150715113082367',
        username: 'alice@harbor.example',
        ...alice,
        roles: [],
      },
    },
  ],
  [
    'Google Workspace',
    {
      kind: 'saml',
      sends: {
        NameID: 'alice@harbor.example',
        firstName: ['Alice'],
        lastName: ['Moreno'],
        email: ['alice@harbor.example'],
        groups: ['csi-reps'],
      },
      becomes: {
        subject: 'alice@harbor.example',
        username: 'alice@harbor.example',
        ...alice,
        roles: ['CSR'],
      },
    },
  ],
  [
    'Keycloak, with its realm roles',
    {
      kind: 'oidc',
      sends: {
        sub: 'f:0c5d6c0e-2f5b-4c39-9c55-9f6d2e2f6a2e:alice',
        sid: '1c1f8e5e-2a38-4f0a-ae3c-7f1b9f0d2a7b',
        email_verified: true,
        name: 'Alice Moreno',
        preferred_username: 'alice',
        given_name: 'Alice',
        family_name: 'Moreno',
        email: 'alice@harbor.example',
        realm_access: { roles: ['offline_access', 'csi-reps', 'uma_authorization'] },
        resource_access: { account: { roles: ['manage-account'] } },
      },
      becomes: {
        subject: 'f:0c5d6c0e-2f5b-4c39-9c55-9f6d2e2f6a2e:alice',
        username: 'alice',
        ...alice,
        roles: ['CSR'],
      },
    },
  ],
  [
    'Keycloak, with friendly names',
    {
      kind: 'saml',
      sends: {
        NameID: 'G-1c1f8e5e-2a38-4f0a-ae3c-7f1b9f0d2a7b',
        username: 'alice',
        email: 'alice@harbor.example',
        firstName: 'Alice',
        lastName: 'Moreno',
        Role: ['offline_access', 'csi-reps'],
      },
      becomes: {
        subject: 'G-1c1f8e5e-2a38-4f0a-ae3c-7f1b9f0d2a7b',
        username: 'alice',
        ...alice,
        roles: ['CSR'],
      },
    },
  ],
  [
    'Keycloak, with X.500 mappers',
    {
      kind: 'saml',
      sends: {
        NameID: 'alice',
        'urn:oid:1.2.840.113549.1.9.1': 'alice@harbor.example',
        'urn:oid:2.5.4.42': 'Alice',
        'urn:oid:2.5.4.4': 'Moreno',
        Role: 'csi-reps',
      },
      becomes: { subject: 'alice', username: 'alice', ...alice, roles: ['CSR'] },
    },
  ],
  [
    'SimpleSAMLphp',
    {
      kind: 'oidc',
      sends: {
        sub: 'alice@harbor.example',
        name: 'Alice Moreno',
        preferred_username: 'alice',
        family_name: 'Moreno',
        given_name: 'Alice',
        email: 'alice@harbor.example',
        groups: ['csi-reps'],
      },
      becomes: { subject: 'alice@harbor.example', username: 'alice', ...alice, roles: ['CSR'] },
    },
  ],
  [
    'SimpleSAMLphp, with names by OID',
    {
      kind: 'saml',
      sends: {
        NameID: '_f1d2d2f924e986ac86fdf7b36c94bcdf32beec15',
        'urn:oid:0.9.2342.19200300.100.1.1': ['alice'],
        'urn:oid:2.16.840.1.113730.3.1.241': ['Alice Moreno'],
        'urn:oid:0.9.2342.19200300.100.1.3': ['alice@harbor.example'],
        'urn:oid:1.3.6.1.4.1.5923.1.5.1.1': ['csi-admins'],
      },
      becomes: {
        subject: '_f1d2d2f924e986ac86fdf7b36c94bcdf32beec15',
        username: 'alice',
        ...alice,
        roles: ['CSA'],
      },
    },
  ],
  [
    'LemonLDAP::NG, with groups in one text',
    {
      kind: 'oidc',
      sends: {
        sub: 'alice',
        name: 'Alice Moreno',
        preferred_username: 'alice',
        email: 'alice@harbor.example',
        groups: 'timelords; csi-reps; earthlings',
      },
      becomes: { subject: 'alice', username: 'alice', ...alice, roles: ['CSR'] },
    },
  ],
  [
    'LemonLDAP::NG',
    {
      kind: 'saml',
      sends: {
        NameID: 'alice@harbor.example',
        uid: 'alice',
        cn: 'Alice Moreno',
        mail: 'alice@harbor.example',
        groups: ['csi-reps', 'csi-admins'],
      },
      becomes: {
        subject: 'alice@harbor.example',
        username: 'alice',
        ...alice,
        roles: ['CSR', 'CSA'],
      },
    },
  ],
];

describe('the defaults understand', () => {
  const named = PROVIDERS.map(([name, of]) => [name, of.kind, of] as const);

  test.each(named)('%s (%s)', (_, kind, { sends, roles = reps, becomes }) => {
    expect(mapAttributes(connectionOf({ kind, roles }), sends).person).toEqual(becomes);
  });
});

test('a provider that names no role lets nobody have one, and says which values it sent', () => {
  const sends = { sub: '1', preferred_username: 'alice', groups: ['Everyone', 'staff'] };
  const { roles, unusedRoleValues, attributes } = mapAttributes(
    connectionOf({ roles: reps }),
    sends,
  );
  expect(roles).toEqual([
    { role: 'CSR', wanted: ['csi-reps'], matched: [] },
    { role: 'CSA', wanted: ['csi-admins'], matched: [] },
    { role: 'BILL_ADVISOR', wanted: [], matched: [] },
  ]);
  expect(unusedRoleValues).toEqual(['Everyone', 'staff']);
  expect(attributes.at(-1)).toEqual({
    target: 'roles',
    from: ['groups'],
    configured: false,
    found: ['Everyone', 'staff'],
    value: null,
    fault: 'no_match',
  });
});
