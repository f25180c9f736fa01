import { isMap, type PortalAttributes, shownText } from '@/lib/sso/attribute-values-rules';

/** A claim as a page shows it to the identity engineer. */
export interface ShownClaim {
  name: string;
  /** Text as it is, anything else as JSON; null where it is not shown, since it may open something. */
  value: string | null;
  /** How many characters of it were cut off. */
  cut: number;
  /** Null where all come from one place. */
  source: 'id_token' | 'userinfo' | null;
}

export interface ShownClaims {
  claims: ShownClaim[];
  /** How many there were beyond those. */
  more: number;
}

const MOST_CLAIMS = 100;
const LONGEST_NAME = 200;
const LONGEST_VALUE = 1000;
/** A claim within a claim; what lies deeper is one `…`. */
const DEEPEST = 6;
/** Stands for what is not shown inside of what otherwise is. */
export const HIDDEN = '•••';

/**
 * A portal's claims for a page: cut, in one line each, and without what could be used by whoever looks
 * over a shoulder or gets a picture of the page: tokens, codes, secrets, and what is made of them.
 *
 * @param fromUserInfo the names that the ID token did not have; null in SAML, which has neither
 */
export function shownClaims(
  attributes: PortalAttributes,
  fromUserInfo: readonly string[] | null,
): ShownClaims {
  const later = fromUserInfo && new Set(fromUserInfo);
  const all = Object.entries(attributes);
  return {
    claims: all.slice(0, MOST_CLAIMS).map(([name, value]) => ({
      name: shownText(name, LONGEST_NAME),
      ...shownValue(name, value),
      source: later && (later.has(name) ? 'userinfo' : 'id_token'),
    })),
    more: Math.max(0, all.length - MOST_CLAIMS),
  };
}

/** Whether a text is a token, or has one in it. */
export function isSecretText(text: string): boolean {
  return JWT.test(text);
}

/** Whether what stands under this name is a secret, or made of one. */
export function isSecretName(name: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return SECRET_NAMES.has(last) || SECRET_WORDS.test(last);
}

/** The text, or what stands for one that is a token. */
export function withoutSecret(text: string): string {
  return isSecretText(text) ? HIDDEN : text;
}

/** The start of a JWS or JWE: JSON, `{"…`, in base64url. */
const JWT = /(?<![A-Za-z0-9])eyJ[\w-]{10}/;
const SECRET_NAMES = new Set(['nonce', 'at_hash', 'c_hash', 's_hash', 'code', 'assertion']);
const SECRET_WORDS = /token|secret|password|passwd|credential|private_?key|api_?key/i;

function shownValue(name: string, value: unknown): Pick<ShownClaim, 'value' | 'cut'> {
  if (isSecretName(name)) return { value: null, cut: 0 };
  const text = typeof value === 'string' ? value : JSON.stringify(withoutSecrets(value, 1));
  if (isSecretText(text)) return { value: null, cut: 0 };
  const characters = [...text].length;
  return { value: shownText(text, LONGEST_VALUE), cut: Math.max(0, characters - LONGEST_VALUE) };
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecret(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return '…';
  if (!isMap(value)) return (value as unknown[]).map((item) => withoutSecrets(item, depth + 1));
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    isSecretName(name) ? HIDDEN : withoutSecrets(inner, depth + 1),
  ]);
  return Object.fromEntries(entries);
}
