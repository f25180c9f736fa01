import { type MappedConnection, namesOf } from '@/lib/sso/attribute-source-rules';
import { isMap, type PortalAttributes, truthOf } from '@/lib/sso/attribute-values-rules';

/** What PingOne writes into an ID token in place of more than 25 values. */
const PING_OVERAGE = '[SIZE_LIMIT_EXCEEDED]';
const ENTRA_GROUPS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups';
const ENTRA_GROUPS_LINK = 'http://schemas.microsoft.com/claims/groups.link';

/**
 * Whether the portal says that it left the groups out because they are too many: Entra ID and PingOne do.
 *
 * @param value what stands where the roles are taken from
 */
export function areGroupsLeftOut(
  connection: MappedConnection,
  attributes: PortalAttributes,
  value: unknown,
): boolean {
  return value === PING_OVERAGE || hasTooManyGroups(connection, attributes);
}

/** Entra ID's words for it: in a token, in one of the implicit flow, and in SAML. */
function hasTooManyGroups(connection: MappedConnection, attributes: PortalAttributes): boolean {
  const elsewhere = attributes._claim_names;
  const names = namesOf(connection, 'roles');
  return (
    (isMap(elsewhere) && names.some((name) => Object.hasOwn(elsewhere, name))) ||
    (names.includes('groups') && truthOf(attributes.hasgroups) === true) ||
    (names.includes(ENTRA_GROUPS) && Object.hasOwn(attributes, ENTRA_GROUPS_LINK))
  );
}
