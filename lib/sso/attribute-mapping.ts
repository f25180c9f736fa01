import type { MappingTarget } from '@/lib/sso/attribute-defaults-rules';
import {
  type MappedConnection,
  namePartsIn,
  type Source,
  sourceOf,
} from '@/lib/sso/attribute-source-rules';
import {
  hasContent,
  oneText,
  type PortalAttributes,
  shown,
  truthOf,
} from '@/lib/sso/attribute-values-rules';
import { areGroupsLeftOut } from '@/lib/sso/groups-overage-rules';
import {
  type MappedTextFault,
  madeOf,
  ofEmail,
  ofFullName,
  ofSubject,
  ofUsername,
  optional,
} from '@/lib/sso/mapped-text-rules';
import { type MappedRoles, mapRoles, type RoleFault, type RoleRule } from '@/lib/sso/role-mapping';
import type { Role } from '@/lib/utilities/utility';

export type MappingFault =
  | MappedTextFault
  | RoleFault
  /** The portal says that nobody has checked whose address it is. */
  | 'not_verified'
  /** Entra ID and PingOne leave the groups out where they are too many. */
  | 'groups_overage';

export interface AttributeRule {
  target: MappingTarget;
  /** What the value was taken from; where none was found, what was looked for. */
  from: string[];
  /** Whether the operator named it, or a default found it. */
  configured: boolean;
  /** What stood there, as text, cut to a length that a page can show. */
  found: string[];
  /** What was made of it, roles with commas between; null where nothing was. */
  value: string | null;
  /** Why it cannot be used, or not all of it. */
  fault: MappingFault | null;
}

export interface MappedPerson {
  subject: string;
  username: string;
  fullName: string | null;
  email: string | null;
  roles: Role[];
}

export interface Mapping {
  /** One a target: subject, username, full name, email, roles. */
  attributes: AttributeRule[];
  roles: RoleRule[];
  /** Role values that no rule wants, for the identity engineer to copy. */
  unusedRoleValues: string[];
  /** Null when subject or username cannot be used. */
  person: MappedPerson | null;
}

/**
 * What a utility's rules make of a portal's words about a person. An attribute that the operator named is
 * the only one looked at; else the defaults (lib/sso/attribute-defaults-rules) are. A SAML answer's NameID
 * stands among the attributes as `NameID`.
 *
 * The portal is believed about its own people, but whoever can write a name or a group there is not: what
 * is ambiguous, too long or could not be seen on a page is a fault and not a guess. Name and email keep
 * nobody out.
 */
export function mapAttributes(connection: MappedConnection, attributes: PortalAttributes): Mapping {
  const subject = subjectRule(connection, attributes);
  const username = usernameRule(connection, attributes);
  const fullName = fullNameRule(connection, attributes);
  const email = emailRule(connection, attributes);
  const source = sourceOf(connection, attributes, 'roles');
  const { rules, roles, unused, fault } = mapRoles(connection.roles, source.value);
  const person =
    subject.value === null || username.value === null
      ? null
      : {
          subject: subject.value,
          username: username.value,
          fullName: fullName.value,
          email: email.value,
          roles,
        };
  const rolesRule = ruleOf('roles', source, {
    value: roles.length > 0 ? roles.join(', ') : null,
    fault: rolesFault(connection, attributes, source.value, { roles, fault }),
  });
  return {
    attributes: [subject, username, fullName, email, rolesRule],
    roles: rules,
    unusedRoleValues: unused,
    person,
  };
}

function subjectRule(connection: MappedConnection, attributes: PortalAttributes): AttributeRule {
  const source = sourceOf(connection, attributes, 'subject');
  return ruleOf('subject', source, madeOf(oneText(source.value), ofSubject));
}

/**
 * An email address becomes a username by default only where the portal says that it is verified, and
 * never where it says that it is not: to write somebody's address into one's own profile must not be
 * enough to come in as them.
 */
function usernameRule(connection: MappedConnection, attributes: PortalAttributes): AttributeRule {
  const source = sourceOf(connection, attributes, 'username');
  const made = madeOf(oneText(source.value), ofUsername);
  const verified = source.from[0] === 'email' ? isVerified(attributes) : true;
  const isDoubtful = source.configured ? verified === false : verified !== true;
  const isRefused = made.value !== null && isDoubtful;
  return ruleOf('username', source, isRefused ? NOT_VERIFIED : made);
}

function fullNameRule(connection: MappedConnection, attributes: PortalAttributes): AttributeRule {
  const whole = sourceOf(connection, attributes, 'fullName');
  const parts =
    whole.configured || hasContent(whole.value) ? null : namePartsIn(connection, attributes);
  const source = parts ?? whole;
  const made = madeOf(parts ? parts.joined : oneText(whole.value), ofFullName);
  return ruleOf('fullName', source, optional(made));
}

function emailRule(connection: MappedConnection, attributes: PortalAttributes): AttributeRule {
  const source = sourceOf(connection, attributes, 'email');
  const made = madeOf(oneText(source.value), ofEmail);
  const isRefused = made.value !== null && isVerified(attributes) === false;
  return ruleOf('email', source, isRefused ? NOT_VERIFIED : optional(made));
}

function rolesFault(
  connection: MappedConnection,
  attributes: PortalAttributes,
  value: unknown,
  { roles, fault }: Pick<MappedRoles, 'roles' | 'fault'>,
): MappingFault | null {
  if (fault === 'no_rules' || roles.length > 0) return fault;
  if (areGroupsLeftOut(connection, attributes, value)) return 'groups_overage';
  return value === undefined || value === null ? 'missing' : fault;
}

function ruleOf(
  target: MappingTarget,
  { from, configured, value }: Source,
  made: Pick<AttributeRule, 'value' | 'fault'>,
): AttributeRule {
  return { target, from, configured, found: shown(value), value: made.value, fault: made.fault };
}

const NOT_VERIFIED = { value: null, fault: 'not_verified' } as const;

/** What the portal says of the address, or null where it says nothing. */
function isVerified({ email_verified }: PortalAttributes): boolean | null {
  return truthOf(email_verified);
}
