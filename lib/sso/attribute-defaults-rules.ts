import type { OidcConnection, SamlConnection } from '@/lib/utilities/utility';

/** What a person here is made of. */
export type MappingTarget = 'subject' | 'username' | 'fullName' | 'email' | 'roles';

/** Under which the NameID stands among a SAML answer's attributes. */
const NAME_ID = 'NameID';

type Kind = (SamlConnection | OidcConnection)['kind'];

const IDENTITY_CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MICROSOFT_CLAIMS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';

/**
 * Where a value is looked for when the operator names no attribute, first to last; the first that has
 * something in it counts. What each provider sends unless it was told otherwise:
 *
 * | provider        | OpenID Connect                        | SAML                                       |
 * |-----------------|---------------------------------------|--------------------------------------------|
 * | Entra ID        | `preferred_username`, `roles` (app    | `…/claims/name`, `…/emailaddress`,         |
 * |                 | roles), `groups` (object ids)         | `…/groups`, `…/role`                       |
 * | AD FS           | `upn`, `unique_name`, `group`         | `…/claims/upn`, `…/claims/Group`           |
 * | Okta            | `preferred_username`, `groups`        | the NameID, and what is added by hand      |
 * | Ping            | `preferred_username`                  | the NameID, and what is added by hand      |
 * | Google          | `email`; no groups                    | the NameID, and what is added by hand      |
 * | Keycloak        | `preferred_username`, `groups`,       | `username`, `email`, `Role`; with X.500    |
 * |                 | `realm_access.roles`                  | mappers `urn:oid:…`                        |
 * | SimpleSAMLphp   | `preferred_username`, from `uid`      | `uid`, `displayName`, `mail`, `urn:oid:…`  |
 * | Shibboleth      |                                       | `urn:oid:…`                                |
 * | LemonLDAP::NG   | `preferred_username`, `groups`        | `uid`, `cn`, `mail`, `groups`              |
 *
 * The subject has one default: whoever may choose another claim at the portal could be somebody else
 * here. An email address is a username last of all and only where the provider says that it is verified: Google has nothing else.
 */
const DEFAULTS: Record<Kind, Record<MappingTarget, readonly string[]>> = {
  oidc: {
    subject: ['sub'],
    username: ['preferred_username', 'upn', 'unique_name', 'username', 'uid', 'email'],
    fullName: ['name', 'displayName', 'display_name', 'cn'],
    email: ['email', 'mail'],
    roles: ['roles', 'groups', 'group', 'role', 'memberOf', 'realm_access.roles'],
  },
  saml: {
    subject: [NAME_ID],
    username: [
      'uid',
      'urn:oid:0.9.2342.19200300.100.1.1',
      'urn:mace:dir:attribute-def:uid',
      'username',
      'userName',
      'sAMAccountName',
      `${IDENTITY_CLAIMS}/upn`,
      'http://schemas.xmlsoap.org/claims/UPN',
      `${IDENTITY_CLAIMS}/name`,
      'upn',
      'eduPersonPrincipalName',
      'urn:oid:1.3.6.1.4.1.5923.1.1.1.6',
      NAME_ID,
    ],
    fullName: [
      'displayName',
      'urn:oid:2.16.840.1.113730.3.1.241',
      'urn:mace:dir:attribute-def:displayName',
      'http://schemas.microsoft.com/identity/claims/displayname',
      'cn',
      'urn:oid:2.5.4.3',
      'urn:mace:dir:attribute-def:cn',
      'http://schemas.xmlsoap.org/claims/CommonName',
      'name',
      'fullName',
    ],
    email: [
      'mail',
      'urn:oid:0.9.2342.19200300.100.1.3',
      'urn:mace:dir:attribute-def:mail',
      'urn:oid:1.2.840.113549.1.9.1',
      'email',
      'emailAddress',
      `${IDENTITY_CLAIMS}/emailaddress`,
      'http://schemas.xmlsoap.org/claims/EmailAddress',
    ],
    roles: [
      'roles',
      'Role',
      'role',
      `${MICROSOFT_CLAIMS}/role`,
      'groups',
      `${MICROSOFT_CLAIMS}/groups`,
      'http://schemas.xmlsoap.org/claims/Group',
      'memberOf',
      'urn:oid:1.2.840.113556.1.2.102',
      'isMemberOf',
      'urn:oid:1.3.6.1.4.1.5923.1.5.1.1',
      'eduPersonEntitlement',
      'urn:oid:1.3.6.1.4.1.5923.1.1.1.7',
    ],
  },
};

/** Given and family name, where there is no name for display. */
const NAME_PARTS: Record<Kind, readonly (readonly [string, string])[]> = {
  oidc: [['given_name', 'family_name']],
  saml: [
    ['givenName', 'sn'],
    // As Keycloak calls the second of the OIDs below.
    ['givenName', 'surname'],
    ['urn:oid:2.5.4.42', 'urn:oid:2.5.4.4'],
    ['urn:mace:dir:attribute-def:givenName', 'urn:mace:dir:attribute-def:sn'],
    [`${IDENTITY_CLAIMS}/givenname`, `${IDENTITY_CLAIMS}/surname`],
    ['firstName', 'lastName'],
  ],
};

export function defaultNames(kind: Kind, target: MappingTarget): readonly string[] {
  return DEFAULTS[kind][target];
}

export function defaultNameParts(kind: Kind): readonly (readonly [string, string])[] {
  return NAME_PARTS[kind];
}
