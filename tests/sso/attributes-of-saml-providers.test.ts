import { describe, expect, test } from 'vitest';
import type { MappingTarget } from '@/lib/sso/attribute-defaults-rules';
import { type Mapping, type MappingFault, mapAttributes } from '@/lib/sso/attribute-mapping';
import type { PortalAttributes } from '@/lib/sso/attribute-values-rules';
import type { Role, SsoAttributes } from '@/lib/utilities/utility';
import { connectionOf } from '@/tests/support/sso-connection';

/** An attribute as a provider sends it: name, values, and its name for people where it has one. */
type Sent = [name: string, value: string | string[], friendlyName?: string];

/** The attributes of one answer, and who comes out. */
interface Provided {
  nameId: string;
  sends: Sent[];
  /** What the operator names because the defaults do not fit. */
  attributes?: Partial<SsoAttributes>;
  roles?: Partial<Record<Role, string[]>>;
  becomes: Mapping['person'];
  faults?: Partial<Record<MappingTarget, MappingFault>>;
}

const IDENTITY = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MICROSOFT = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';
const ENTRA = 'http://schemas.microsoft.com/identity/claims';
const CLAIMS = 'http://schemas.xmlsoap.org/claims';
const PAIRWISE = 'Uz2Pqz1X7pxe4XLWxV9KJQ+n59d573SepSAkuYKSde8=';
const OBJECT_ID = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
const GROUP_ID = '0760b6cf-170e-4a14-91b3-4b78e0739963';

const ROLES = { CSR: ['csi-reps'], CSA: ['csi-admins'] };
const alice = { username: 'alice', fullName: 'Alice Moreno', email: 'alice@harbor.example' };

/** What Entra ID sends of everybody before anybody has set up a claim. */
const ENTRA_BASIC: Sent[] = [
  [`${ENTRA}/tenantid`, '9122040d-6c67-4c5b-b112-36a304b66dad'],
  [`${ENTRA}/objectidentifier`, OBJECT_ID],
  [`${ENTRA}/displayname`, 'Alice Moreno'],
  [`${ENTRA}/identityprovider`, 'https://sts.windows.net/9122040d-6c67-4c5b-b112-36a304b66dad/'],
  [
    'http://schemas.microsoft.com/claims/authnmethodsreferences',
    'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password',
  ],
  [`${IDENTITY}/givenname`, 'Alice'],
  [`${IDENTITY}/surname`, 'Moreno'],
  [`${IDENTITY}/emailaddress`, 'alice@harbor.example'],
  [`${IDENTITY}/name`, 'alice@harbor.example'],
];

const PROVIDERS: [string, Provided][] = [
  [
    'Entra ID, with one app role',
    {
      nameId: PAIRWISE,
      sends: [...ENTRA_BASIC, [`${MICROSOFT}/role`, 'csi-reps']],
      becomes: {
        subject: PAIRWISE,
        ...alice,
        username: 'alice@harbor.example',
        roles: ['CSR'],
      },
    },
  ],
  [
    'Entra ID, with several app roles, and the object id as the subject',
    {
      nameId: 'alice@harbor.example',
      sends: [...ENTRA_BASIC, [`${MICROSOFT}/role`, ['csi-reps', 'csi-admins']]],
      attributes: { subject: `${ENTRA}/objectidentifier` },
      becomes: {
        subject: OBJECT_ID,
        ...alice,
        username: 'alice@harbor.example',
        roles: ['CSR', 'CSA'],
      },
    },
  ],
  [
    'Entra ID, with groups by object id',
    {
      nameId: PAIRWISE,
      sends: [
        ...ENTRA_BASIC,
        [`${MICROSOFT}/groups`, [GROUP_ID, '3b2c0c53-5d1a-4f4c-8f4c-2a4c1d4c0f9e']],
      ],
      roles: { CSR: [GROUP_ID] },
      becomes: {
        subject: PAIRWISE,
        ...alice,
        username: 'alice@harbor.example',
        roles: ['CSR'],
      },
    },
  ],
  [
    'Entra ID, with more than 150 groups, which it leaves out',
    {
      nameId: PAIRWISE,
      sends: [
        ...ENTRA_BASIC,
        [
          'http://schemas.microsoft.com/claims/groups.link',
          `https://graph.windows.net/9122040d/users/${OBJECT_ID}/getMemberObjects`,
        ],
      ],
      becomes: { subject: PAIRWISE, ...alice, username: 'alice@harbor.example', roles: [] },
      faults: { roles: 'groups_overage' },
    },
  ],
  [
    'Entra ID, of a guest, whose name there can be no username',
    {
      nameId: PAIRWISE,
      sends: [
        [`${ENTRA}/displayname`, 'Alice Moreno'],
        [`${IDENTITY}/emailaddress`, 'alice@contractor.example'],
        [`${IDENTITY}/name`, 'alice_contractor.example#EXT#@harbor.onmicrosoft.com'],
        [`${MICROSOFT}/role`, 'csi-reps'],
      ],
      becomes: null,
      faults: { username: 'not_a_username' },
    },
  ],
  [
    'Entra ID, of the same guest where the address is named as the username',
    {
      nameId: PAIRWISE,
      sends: [
        [`${ENTRA}/displayname`, 'Alice Moreno'],
        [`${IDENTITY}/emailaddress`, 'alice@contractor.example'],
        [`${IDENTITY}/name`, 'alice_contractor.example#EXT#@harbor.onmicrosoft.com'],
        [`${MICROSOFT}/role`, 'csi-reps'],
      ],
      attributes: { username: `${IDENTITY}/emailaddress` },
      becomes: {
        subject: PAIRWISE,
        username: 'alice@contractor.example',
        fullName: 'Alice Moreno',
        email: 'alice@contractor.example',
        roles: ['CSR'],
      },
    },
  ],
  [
    'AD FS, with the claims that its wizard offers, and one group',
    {
      nameId: 'S-1-5-21-1004336348-1177238915-682003330-1108',
      sends: [
        [`${IDENTITY}/upn`, 'alice@harbor.example'],
        [`${IDENTITY}/name`, 'HARBOR\\alice'],
        [`${MICROSOFT}/windowsaccountname`, 'HARBOR\\alice'],
        [`${IDENTITY}/givenname`, 'Alice'],
        [`${IDENTITY}/surname`, 'Moreno'],
        [`${IDENTITY}/emailaddress`, 'alice@harbor.example'],
        [`${CLAIMS}/Group`, 'csi-reps'],
      ],
      becomes: {
        subject: 'S-1-5-21-1004336348-1177238915-682003330-1108',
        ...alice,
        username: 'alice@harbor.example',
        roles: ['CSR'],
      },
    },
  ],
  [
    'AD FS, with groups and their domain, the display name as the common name, and an ampersand',
    {
      nameId: 'alice@harbor.example',
      sends: [
        [`${CLAIMS}/UPN`, 'alice@harbor.example'],
        [`${CLAIMS}/CommonName`, 'Alice Moreno'],
        [`${CLAIMS}/EmailAddress`, 'alice@harbor.example'],
        [`${CLAIMS}/Group`, ['HARBOR\\Domain Users', 'HARBOR\\Customers & Billing']],
      ],
      roles: { CSR: ['HARBOR\\Customers & Billing'] },
      becomes: {
        subject: 'alice@harbor.example',
        ...alice,
        username: 'alice@harbor.example',
        roles: ['CSR'],
      },
    },
  ],
  [
    'AD FS, whose Name claim holds the display name, and no UPN: that is no username',
    {
      nameId: 'alice@harbor.example',
      sends: [
        [`${IDENTITY}/name`, 'Alice Moreno'],
        [`${IDENTITY}/emailaddress`, 'alice@harbor.example'],
        [`${MICROSOFT}/role`, 'csi-reps'],
      ],
      becomes: null,
      faults: { username: 'not_a_username', fullName: 'missing' },
    },
  ],
  [
    'Okta, with several groups, and a name in capitals with an apostrophe',
    {
      nameId: 'siobhan@harbor.example',
      sends: [
        ['firstName', 'Siobhán'],
        ['lastName', "O'BRIEN"],
        ['email', "siobhan.o'brien@harbor.example"],
        ['groups', ['Everyone', 'csi-reps', 'csi-admins']],
      ],
      becomes: {
        subject: 'siobhan@harbor.example',
        username: 'siobhan@harbor.example',
        fullName: "Siobhán O'BRIEN",
        email: "siobhan.o'brien@harbor.example",
        roles: ['CSR', 'CSA'],
      },
    },
  ],
  [
    'Okta, before anybody has added an attribute: nobody has a role',
    {
      nameId: 'alice@harbor.example',
      sends: [],
      becomes: {
        subject: 'alice@harbor.example',
        username: 'alice@harbor.example',
        fullName: null,
        email: null,
        roles: [],
      },
      faults: { fullName: 'missing', email: 'missing', roles: 'missing' },
    },
  ],
  [
    'PingFederate, with distinguished names of groups',
    {
      nameId: 'alice',
      sends: [
        ['givenName', 'Alice'],
        ['sn', 'Moreno'],
        ['mail', 'alice@harbor.example'],
        [
          'memberOf',
          [
            'CN=csi-reps,OU=Groups,DC=harbor,DC=example',
            'CN=everybody,OU=Groups,DC=harbor,DC=example',
          ],
        ],
      ],
      roles: { CSR: ['CN=csi-reps,OU=Groups,DC=harbor,DC=example'] },
      becomes: { subject: 'alice', ...alice, roles: ['CSR'] },
    },
  ],
  [
    'PingFederate, with one distinguished name, which is not taken apart',
    {
      nameId: 'alice',
      sends: [
        ['cn', 'Alice Moreno'],
        ['mail', 'alice@harbor.example'],
        ['memberOf', 'CN=x,OU=csi-admins,DC=harbor,DC=example'],
      ],
      becomes: { subject: 'alice', ...alice, roles: [] },
      faults: { roles: 'no_match' },
    },
  ],
  [
    'PingOne, with a user id as the NameID',
    {
      nameId: '4a7b1c2e-9d5f-4c1a-9d53-0f0f3b7c5a11',
      sends: [
        ['username', 'alice'],
        ['firstName', 'Alice'],
        ['lastName', 'Moreno'],
        ['email', 'alice@harbor.example'],
        ['groups', ['csi-admins', 'staff']],
      ],
      becomes: { subject: '4a7b1c2e-9d5f-4c1a-9d53-0f0f3b7c5a11', ...alice, roles: ['CSA'] },
    },
  ],
  [
    'Google Workspace, with a mapped group',
    {
      nameId: 'alice@harbor.example',
      sends: [
        ['firstName', 'Alice'],
        ['lastName', 'Moreno'],
        ['email', 'alice@harbor.example'],
        ['groups', 'csi-reps'],
      ],
      becomes: {
        subject: 'alice@harbor.example',
        ...alice,
        username: 'alice@harbor.example',
        roles: ['CSR'],
      },
    },
  ],
  [
    'Google Workspace, of somebody in none of the mapped groups',
    {
      nameId: 'alice@harbor.example',
      sends: [
        ['firstName', 'Alice'],
        ['lastName', 'Moreno'],
        ['email', 'alice@harbor.example'],
      ],
      becomes: {
        subject: 'alice@harbor.example',
        ...alice,
        username: 'alice@harbor.example',
        roles: [],
      },
      faults: { roles: 'missing' },
    },
  ],
  [
    'Shibboleth, by OID with names for people, a persistent subject, and an umlaut',
    {
      nameId: '_1f0a8c6d2b7e4f53a9c1d2e3f4a5b6c7',
      sends: [
        ['urn:oid:0.9.2342.19200300.100.1.1', 'jmueller', 'uid'],
        ['urn:oid:2.5.4.42', 'Jörg', 'givenName'],
        ['urn:oid:2.5.4.4', 'Müller', 'sn'],
        ['urn:oid:0.9.2342.19200300.100.1.3', 'joerg.mueller@harbor.example', 'mail'],
        [
          'urn:oid:1.3.6.1.4.1.5923.1.1.1.9',
          ['staff@harbor.example'],
          'eduPersonScopedAffiliation',
        ],
        ['urn:oid:1.3.6.1.4.1.5923.1.5.1.1', ['csi-reps', 'csi-admins'], 'isMemberOf'],
        ['urn:oasis:names:tc:SAML:attribute:subject-id', 'K7PL2QX@harbor.example', 'subject-id'],
      ],
      attributes: { subject: 'urn:oasis:names:tc:SAML:attribute:subject-id' },
      becomes: {
        subject: 'K7PL2QX@harbor.example',
        username: 'jmueller',
        fullName: 'Jörg Müller',
        email: 'joerg.mueller@harbor.example',
        roles: ['CSR', 'CSA'],
      },
    },
  ],
  [
    'Shibboleth, with a principal name for the username and an entitlement for the role',
    {
      nameId: 'AAdzZWNyZXQx7Q2p',
      sends: [
        ['urn:oid:1.3.6.1.4.1.5923.1.1.1.6', 'alice@harbor.example', 'eduPersonPrincipalName'],
        ['urn:oid:2.16.840.1.113730.3.1.241', 'Alice Moreno', 'displayName'],
        ['urn:oid:0.9.2342.19200300.100.1.3', 'alice@harbor.example', 'mail'],
        [
          'urn:oid:1.3.6.1.4.1.5923.1.1.1.7',
          'https://csi.harbor.example/entitlement/representative',
          'eduPersonEntitlement',
        ],
      ],
      roles: { CSR: ['https://csi.harbor.example/entitlement/representative'] },
      becomes: {
        subject: 'AAdzZWNyZXQx7Q2p',
        ...alice,
        username: 'alice@harbor.example',
        roles: ['CSR'],
      },
    },
  ],
  [
    'SimpleSAMLphp, with the names of LDAP, two common names and no address',
    {
      nameId: 'a8f0c3d2e1b4',
      sends: [
        ['uid', 'alice'],
        ['cn', ['Alice Moreno', 'Moreno, Alice']],
        ['memberOf', ['cn=staff,ou=groups,dc=harbor,dc=example']],
      ],
      roles: { CSR: ['cn=staff,ou=groups,dc=harbor,dc=example'] },
      becomes: {
        subject: 'a8f0c3d2e1b4',
        username: 'alice',
        fullName: null,
        email: null,
        roles: ['CSR'],
      },
      faults: { fullName: 'several', email: 'missing' },
    },
  ],
  [
    'SimpleSAMLphp, with the names of the directory profile',
    {
      nameId: 'a8f0c3d2e1b4',
      sends: [
        ['urn:mace:dir:attribute-def:uid', 'alice'],
        ['urn:mace:dir:attribute-def:givenName', 'Alice'],
        ['urn:mace:dir:attribute-def:sn', 'Moreno'],
        ['urn:mace:dir:attribute-def:mail', 'alice@harbor.example'],
        ['groups', ['csi-reps']],
      ],
      becomes: { subject: 'a8f0c3d2e1b4', ...alice, roles: ['CSR'] },
    },
  ],
  [
    'LemonLDAP::NG, with all groups in one text',
    {
      nameId: 'alice@harbor.example',
      sends: [
        ['uid', 'alice'],
        ['cn', 'Alice Moreno'],
        ['mail', 'alice@harbor.example'],
        ['groups', 'timelords; csi-reps; earthlings'],
      ],
      becomes: { subject: 'alice@harbor.example', ...alice, roles: ['CSR'] },
    },
  ],
  [
    'LemonLDAP::NG, with one group',
    {
      nameId: 'alice@harbor.example',
      sends: [
        ['uid', 'alice'],
        ['cn', 'Alice Moreno'],
        ['mail', 'alice@harbor.example'],
        ['groups', 'csi-admins'],
      ],
      becomes: { subject: 'alice@harbor.example', ...alice, roles: ['CSA'] },
    },
  ],
  [
    'Keycloak, with X.500 mappers and their names for people',
    {
      nameId: 'G-1c1f8e5e-2a38-4f0a-ae3c-7f1b9f0d2a7b',
      sends: [
        ['username', 'alice'],
        ['urn:oid:1.2.840.113549.1.9.1', 'alice@harbor.example', 'email'],
        ['urn:oid:2.5.4.42', 'Alice', 'givenName'],
        ['urn:oid:2.5.4.4', 'Moreno', 'surname'],
        ['Role', ['default-roles-staff', 'csi-reps', 'uma_authorization']],
      ],
      becomes: { subject: 'G-1c1f8e5e-2a38-4f0a-ae3c-7f1b9f0d2a7b', ...alice, roles: ['CSR'] },
    },
  ],
  [
    'Keycloak, with groups by their path beside its own roles',
    {
      nameId: 'alice',
      sends: [
        ['username', 'alice'],
        ['email', 'alice@harbor.example'],
        ['firstName', 'Alice'],
        ['lastName', 'Moreno'],
        ['Role', ['default-roles-staff', 'uma_authorization']],
        ['member', ['/csi-reps', '/everybody']],
      ],
      attributes: { roles: 'member' },
      roles: { CSR: ['/csi-reps'] },
      becomes: { subject: 'alice', ...alice, roles: ['CSR'] },
    },
  ],
];

describe('who comes out of the attributes of', () => {
  test.each(PROVIDERS)('%s', (_, { nameId, sends, attributes, roles = ROLES, ...expected }) => {
    const connection = connectionOf({ kind: 'saml', attributes, roles });
    const mapping = mapAttributes(connection, attributesOf(nameId, sends));
    expect(mapping.person).toEqual(expected.becomes);
    expect(faultsOf(mapping)).toEqual(expected.faults ?? {});
  });
});

describe('names in two parts', () => {
  test.each<[string, Sent[], string]>([
    [
      'both by their name for people',
      [
        ['givenName', 'Alice'],
        ['surname', 'Moreno'],
      ],
      'Alice Moreno',
    ],
    [
      'a whole pair before half a one that comes earlier',
      [
        ['sn', 'Other'],
        ['firstName', 'Alice'],
        ['lastName', 'Moreno'],
      ],
      'Alice Moreno',
    ],
    ['half a pair where there is no whole one', [['sn', 'Moreno']], 'Moreno'],
  ])('%s', (_, sends, fullName) => {
    const attributes = attributesOf('alice', sends);
    expect(mapAttributes(connectionOf({ kind: 'saml' }), attributes).person).toMatchObject({
      fullName,
    });
  });
});

test('where there is no NameID nobody comes out, whatever else was sent', () => {
  const { person, attributes } = mapAttributes(connectionOf({ kind: 'saml', roles: ROLES }), {
    uid: 'alice',
    Role: 'csi-reps',
  });
  expect(person).toBeNull();
  expect(attributes[0]).toMatchObject({ target: 'subject', from: ['NameID'], fault: 'missing' });
});

/** As the application keeps them: each by its name, and by its name for people as well. */
function attributesOf(nameId: string, sends: Sent[]): PortalAttributes {
  const named = sends.flatMap(([name, value, friendlyName]) =>
    friendlyName
      ? [
          [name, value],
          [friendlyName, value],
        ]
      : [[name, value]],
  );
  return { ...Object.fromEntries(named), NameID: nameId };
}

function faultsOf({ attributes }: Mapping): Partial<Record<MappingTarget, MappingFault>> {
  return Object.fromEntries(
    attributes.flatMap(({ target, fault }) => (fault ? [[target, fault]] : [])),
  );
}
