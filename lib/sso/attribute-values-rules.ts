/** OIDC claims (ID token, with userinfo's beneath), or SAML attributes (string or string[]). */
export type PortalAttributes = Readonly<Record<string, unknown>>;

/** What keeps one text out. */
export type TextFault =
  | 'missing'
  | 'empty'
  /** More than one, and different. */
  | 'several'
  /** A list, a map, true or false, or a number too big to be told from its neighbours. */
  | 'not_text'
  | 'too_long'
  | 'line_break'
  /** Also a change of writing direction, or half a character. */
  | 'control_character';

export type OneText = { text: string; fault: null } | { text: null; fault: TextFault };

/** Longer than anything that is kept; nothing below looks at more. */
const LONGEST_TEXT = 2000;
/** However often the same is said in a longer list, nobody reads it to the end. */
const MOST_DOUBLES = 100;
const MOST_SHOWN = 20;
const LONGEST_SHOWN = 200;
/** What a page cannot show, or would be led astray by. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * What stands under a name: the attribute called so in whole (a claim's address and an OID have dots of
 * their own), or else what lies along its dots, as `realm_access.roles`. A key may have dots too
 * (`resource_access.https://csi.example.roles`). Own properties only: nobody is called `constructor`.
 */
export function valueAt(attributes: PortalAttributes, name: string): unknown {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const inner = ownValue(attributes, name.slice(0, dot));
    const found = isMap(inner) ? valueAt(inner, name.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether there is anything in a value: many providers write an empty one for none. */
export function hasContent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return !Array.isArray(value) || value.some((item) => item !== null && item !== '');
}

export function isMap(value: unknown): value is PortalAttributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The one text in a value: a list of one is its element, doubles are one, a whole number is its digits.
 * Nothing is trimmed. Work is in proportion to the value's size, however hostile.
 */
export function oneText(value: unknown): OneText {
  if (value === undefined || value === null) return { text: null, fault: 'missing' };
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const [text = '', another] = new Set(list.slice(0, MOST_DOUBLES).filter(hasContent).map(textOf));
  if (another !== undefined || list.length > MOST_DOUBLES) return { text: null, fault: 'several' };
  if (text === null) return { text: null, fault: 'not_text' };
  const fault = faultIn(text);
  return fault ? { text: null, fault } : { text, fault: null };
}

/** A whole number as its digits; past 2⁵³ two people's numbers could have become one. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : null;
}

/** Some providers write `"false"` for false. Null for what is neither. */
export function truthOf(value: unknown): boolean | null {
  const [only] = Array.isArray(value) ? value : [value];
  if (only === true || only === 'true') return true;
  return only === false || only === 'false' ? false : null;
}

/** What stood there, as a page can show it: cut, and without what cannot be seen. */
export function shown(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.slice(0, MOST_SHOWN).map((item) => shownText(asText(item), LONGEST_SHOWN));
}

/** One line of at most `longest` characters, and `…` where there was more. */
export function shownText(text: string, longest: number): string {
  // A character takes two places at most.
  const start = [...text.slice(0, longest * 2)];
  const isCut = text.length > longest * 2 || start.length > longest;
  const visible = start.slice(0, longest).join('').replace(UNSHOWABLE, '\ufffd');
  return isCut ? `${visible}…` : visible;
}

function ownValue(map: PortalAttributes, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function faultIn(text: string): TextFault | null {
  if (text.length > LONGEST_TEXT) return 'too_long';
  if (text.trim() === '') return 'empty';
  if (/[\n\r\v\f\u0085\u2028\u2029]/.test(text)) return 'line_break';
  // A tab is a space to whoever trims or collapses those.
  if (/[\p{Cs}\p{Bidi_Control}]|(?!\t)\p{Cc}/u.test(text)) return 'control_character';
  return null;
}

function asText(item: unknown): string {
  if (typeof item === 'string') return item;
  if (Array.isArray(item)) return '[…]';
  if (isMap(item)) return `{ ${Object.keys(item).slice(0, MOST_SHOWN).join(', ')} }`;
  return String(item);
}
