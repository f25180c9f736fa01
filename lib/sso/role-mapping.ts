import { isMap, type PortalAttributes, shownText, textOf } from '@/lib/sso/attribute-values-rules';
import { ROLES, type Role } from '@/lib/utilities/utility';

export type RoleFault =
  | 'empty'
  | 'not_text'
  | 'too_long'
  /** More values than are looked at: a role may hang on one of the others. */
  | 'too_many'
  /** No rule wants any of the values. */
  | 'no_match'
  /** The utility has no rule, so nobody gets a role. */
  | 'no_rules';

export interface RoleRule {
  role: Role;
  /** What the operator wrote. */
  wanted: string[];
  /** Which of it the portal sent. */
  matched: string[];
}

export interface MappedRoles {
  rules: RoleRule[];
  roles: Role[];
  /** Role values that no rule wants, for the identity engineer to copy. */
  unused: string[];
  fault: RoleFault | null;
}

const MOST_VALUES = 500;
/** As long as a value in a rule may be (lib/utilities/sso-document); a longer one matches nothing. */
const LONGEST_VALUE = 512;
/** In UTF-16 units, of which a character takes two at most. */
const LONGEST_COMPARED = LONGEST_VALUE * 2 * 4 + 4;
const LONGEST_LIST = 100_000;

/**
 * Which roles a portal's values give. A value is a rule's word for word, surrounding spaces and Unicode
 * form (NFC) aside. Case counts: to some portals `CSI-Admins` and `csi-admins` are two groups, and whoever
 * may make the second must not become what the first is.
 *
 * Values are the elements of a list (or `name`, `value` and `display` of each), the keys of a map whose
 * values are true, or one text. Only one text is taken for several, at line ends and semicolons, then at
 * commas; and only where no rule wants it as it stands, which leaves `CN=csi-reps,OU=Groups,DC=x` whole.
 * An element of a list is never taken apart: somebody could make a group called `a,csi-admins`.
 */
export function mapRoles(wanted: Readonly<Record<Role, string[]>>, value: unknown): MappedRoles {
  const rulesOf = byValue(wanted);
  const { values, fault } = valuesIn(value, (text) => rulesOf.has(text));
  const sent = new Set(values);
  const rules = ROLES.map((role) => ({
    role,
    wanted: wanted[role],
    matched: wanted[role].filter((text) => sent.has(comparable(text))),
  }));
  const roles = rules.filter(({ matched }) => matched.length > 0).map(({ role }) => role);
  const unused = [...sent].filter((text) => !rulesOf.has(text)).map(showable);
  return { rules, roles, unused, fault: fault ?? faultOf(rulesOf.size, sent.size, roles) };
}

function faultOf(wanted: number, sent: number, roles: Role[]): RoleFault | null {
  if (wanted === 0) return 'no_rules';
  if (sent === 0) return 'empty';
  return roles.length === 0 ? 'no_match' : null;
}

function byValue(wanted: Readonly<Record<Role, string[]>>): ReadonlySet<string> {
  return new Set(ROLES.flatMap((role) => wanted[role].map(comparable)));
}

type IsWanted = (value: string) => boolean;

/** In the form in which they are compared. */
function valuesIn(
  value: unknown,
  isWanted: IsWanted,
): { values: string[]; fault: RoleFault | null } {
  const texts = textsIn(value, isWanted);
  if (!Array.isArray(texts)) return { values: [], fault: texts.fault };
  const values = texts.slice(0, MOST_VALUES).map(comparable).filter(Boolean);
  return { values, fault: texts.length > MOST_VALUES ? 'too_many' : null };
}

function textsIn(value: unknown, isWanted: IsWanted): string[] | { fault: RoleFault } {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return inList(value);
  if (isMap(value)) return keysOf(value);
  const text = textOf(value);
  if (text === null) return { fault: 'not_text' };
  if (text.length > LONGEST_LIST) return { fault: 'too_long' };
  return isWanted(comparable(text)) ? [text] : inText(text, isWanted);
}

function inList(list: unknown[]): string[] | { fault: RoleFault } {
  const texts = list.slice(0, MOST_VALUES + 1).flatMap(inElement);
  return texts.length === 0 && list.length > 0 ? { fault: 'not_text' } : texts;
}

function inElement(element: unknown): string[] {
  const texts = isMap(element)
    ? ['name', 'value', 'display'].map((key) => Object.hasOwn(element, key) && element[key])
    : [element];
  return texts.map(textOf).filter((text) => text !== null);
}

/** As Zitadel has it: `{ "csi-reps": { "2581…": "harbor" } }`. */
function keysOf(map: PortalAttributes): string[] {
  return Object.keys(map).filter((key) => map[key] && map[key] !== 'false');
}

function inText(text: string, isWanted: IsWanted): string[] {
  return text.split(/[\n\r;]/).flatMap((part) => {
    const isWhole = isWanted(comparable(part)) || isDistinguishedName(part);
    return isWhole ? [part] : part.split(',');
  });
}

/** Its commas do not part one group from another. */
function isDistinguishedName(text: string): boolean {
  return /^\s*[A-Za-z][A-Za-z0-9.-]*=/.test(text);
}

/**
 * The form in which values are compared. Of one that is much too long only the start, itself too long to
 * be wanted: NFC makes one character of at most four.
 */
function comparable(text: string): string {
  return text.trim().slice(0, LONGEST_COMPARED).normalize('NFC');
}

function showable(text: string): string {
  return shownText(text, LONGEST_VALUE);
}
