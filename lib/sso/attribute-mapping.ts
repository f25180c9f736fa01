import { isAcceptableEmail, normalizeEmail } from '@/lib/accounts/email-rules';
import { isAcceptableFullName } from '@/lib/accounts/full-name-rules';
import { isAcceptableUsername, normalizeUsername } from '@/lib/accounts/username-rules';
import {
  defaultNameParts,
  defaultNames,
  type MappingTarget,
} from '@/lib/sso/attribute-defaults-rules';
import {
  hasContent,
  isMap,
  type OneText,
  oneText,
  type PortalAttributes,
  shown,
  type TextFault,
  valueAt,
} from '@/lib/sso/attribute-values-rules';
import { type MappedRoles, mapRoles, type RoleFault, type RoleRule } from '@/lib/sso/role-mapping';
import type { OidcConnection, Role, SamlConnection } from '@/lib/utilities/utility';

export type { MappingTarget, PortalAttributes, RoleRule };

export type MappingFault =
  | TextFault
  | RoleFault
  | 'not_a_username'
  | 'not_an_email'
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

export type MappedConnection = Pick<
  SamlConnection | OidcConnection,
  'kind' | 'attributes' | 'roles'
>;

/** More are not kept; OpenID Connect Core 1.0 §2 allows a `sub` no more. */
const LONGEST_SUBJECT = 255;
const LONGEST_USERNAME = 64;
const LONGEST_FULL_NAME = 200;
/** What PingOne writes into an ID token in place of more than 25 values. */
const PING_OVERAGE = '[SIZE_LIMIT_EXCEEDED]';
const ENTRA_GROUPS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups';
const ENTRA_GROUPS_LINK = 'http://schemas.microsoft.com/claims/groups.link';

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

/** For ever the same, byte by byte: neither trimmed nor brought into another form. */
function subjectRule(connection: MappedConnection, attributes: PortalAttributes): AttributeRule {
  const source = sourceOf(connection, attributes, 'subject');
  return ruleOf('subject', source, madeOf(oneText(source.value), ofSubject));
}

function ofSubject(text: string): Made {
  if (text.includes('\t')) return unusable('control_character');
  return [...text].length > LONGEST_SUBJECT ? unusable('too_long') : usable(text);
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
  return ruleOf('username', source, isRefused ? unusable('not_verified') : made);
}

function ofUsername(text: string): Made {
  const username = normalizeUsername(text);
  if (isAcceptableUsername(username)) return usable(username);
  const isTooLong = [...username].length > LONGEST_USERNAME;
  return unusable(isTooLong ? 'too_long' : 'not_a_username');
}

function fullNameRule(connection: MappedConnection, attributes: PortalAttributes): AttributeRule {
  const whole = sourceOf(connection, attributes, 'fullName');
  const parts =
    whole.configured || hasContent(whole.value) ? null : namePartsIn(connection, attributes);
  const source = parts ?? whole;
  const made = madeOf(parts ? parts.joined : oneText(whole.value), ofFullName);
  return ruleOf('fullName', source, optional(made));
}

function ofFullName(text: string): Made {
  const name = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (isAcceptableFullName(name)) return usable(name);
  return unusable([...name].length > LONGEST_FULL_NAME ? 'too_long' : 'control_character');
}

function emailRule(connection: MappedConnection, attributes: PortalAttributes): AttributeRule {
  const source = sourceOf(connection, attributes, 'email');
  const made = madeOf(oneText(source.value), ofEmail);
  const isRefused = made.value !== null && isVerified(attributes) === false;
  return ruleOf('email', source, isRefused ? unusable('not_verified') : optional(made));
}

function ofEmail(text: string): Made {
  return isAcceptableEmail(text) ? usable(normalizeEmail(text)) : unusable('not_an_email');
}

function rolesFault(
  connection: MappedConnection,
  attributes: PortalAttributes,
  value: unknown,
  { roles, fault }: Pick<MappedRoles, 'roles' | 'fault'>,
): MappingFault | null {
  if (fault === 'no_rules' || roles.length > 0) return fault;
  if (value === PING_OVERAGE || hasTooManyGroups(connection, attributes)) return 'groups_overage';
  return value === undefined || value === null ? 'missing' : fault;
}

/** Entra ID's words for it: in a token, in one of the implicit flow, and in SAML. */
function hasTooManyGroups(connection: MappedConnection, attributes: PortalAttributes): boolean {
  const elsewhere = attributes._claim_names;
  const names = namesOf(connection, 'roles');
  return (
    (isMap(elsewhere) && names.some((name) => Object.hasOwn(elsewhere, name))) ||
    (names.includes('groups') && truth(attributes.hasgroups) === true) ||
    (names.includes(ENTRA_GROUPS) && Object.hasOwn(attributes, ENTRA_GROUPS_LINK))
  );
}

interface Source {
  from: string[];
  configured: boolean;
  value: unknown;
}

function sourceOf(
  connection: MappedConnection,
  attributes: PortalAttributes,
  target: MappingTarget,
): Source {
  const names = namesOf(connection, target);
  const configured = connection.attributes[target] !== null;
  const values = names.map((name) => ({ from: [name], value: valueAt(attributes, name) }));
  const found = values.find(({ value }) => hasContent(value)) ??
    values.find(({ value }) => value !== undefined && value !== null) ?? {
      from: names,
      value: undefined,
    };
  return { ...found, configured };
}

function namesOf({ kind, attributes }: MappedConnection, target: MappingTarget): string[] {
  const configured = attributes[target];
  return configured === null ? [...defaultNames(kind, target)] : [configured];
}

/** Given and family name as one, or null where neither is there; a pair that is whole before half a one. */
function namePartsIn(
  { kind }: MappedConnection,
  attributes: PortalAttributes,
): (Source & { joined: OneText }) | null {
  const pairs = defaultNameParts(kind).map((names) =>
    names.filter((name) => hasContent(valueAt(attributes, name))),
  );
  const from = pairs.find(({ length }) => length === 2) ?? pairs.find(({ length }) => length === 1);
  if (!from) return null;
  const value = from.map((name) => valueAt(attributes, name));
  const texts = value.map(oneText);
  const faulty = texts.find(({ fault }) => fault !== null);
  const joined = faulty ?? { text: texts.map(({ text }) => text).join(' '), fault: null };
  return { from, configured: false, value: value.flat(), joined };
}

type Made = { value: string; fault: null } | { value: null; fault: MappingFault };

function usable(value: string): Made {
  return { value, fault: null };
}

function unusable(fault: MappingFault): Made {
  return { value: null, fault };
}

function madeOf({ text, fault }: OneText, make: (text: string) => Made): Made {
  return text === null ? unusable(fault) : make(text);
}

/** Many a provider writes an empty text for what it does not know. */
function optional(made: Made): Made {
  return made.fault === 'empty' ? unusable('missing') : made;
}

function ruleOf(
  target: MappingTarget,
  { from, configured, value }: Source,
  made: Pick<AttributeRule, 'value' | 'fault'>,
): AttributeRule {
  return { target, from, configured, found: shown(value), value: made.value, fault: made.fault };
}

/** What the portal says of the address, or null where it says nothing. */
function isVerified({ email_verified }: PortalAttributes): boolean | null {
  return truth(email_verified);
}

/** Some providers write `"false"` for false. */
function truth(value: unknown): boolean | null {
  const [only] = Array.isArray(value) ? value : [value];
  if (only === true || only === 'true') return true;
  return only === false || only === 'false' ? false : null;
}
