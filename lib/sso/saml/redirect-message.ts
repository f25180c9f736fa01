import { inflateRawSync } from 'node:zlib';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { decodeBase64, decodeText } from '@/lib/sso/saml/decode-rules';

/** A message that came in an address, nothing of it verified or unpacked. */
export interface RedirectMessage {
  field: MessageField;
  /** Base64 of what was deflated. */
  packed: string;
  /** Null where there is none. */
  relayState: string | null;
  /** What a signature must cover, as it stands in the address. */
  octets: string;
  /** Null where one of the two is missing. */
  signature: { algorithm: string; value: Buffer } | null;
}

export type MessageField = 'SAMLRequest' | 'SAMLResponse';

/** Longest document that is read; a thousandth of it, deflated, fits into an address. */
const LONGEST_INFLATED = 64 * 1024;
const DEFLATE = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE';
const NAMES = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SAMLEncoding', 'SigAlg', 'Signature'];

/**
 * Takes apart what a browser brings by HTTP-Redirect (SAML Bindings §3.4.4). The signature covers the
 * escaped text of three parameters, in the order of the standard and not of the address: they are taken
 * from the address as it was asked for, since a value can be escaped in many ways. Each may stand there
 * once, under its own name, so that no two readers take different ones.
 *
 * @param path path and query
 * @throws AnswerRefused
 */
export function readRedirect(path: string): RedirectMessage {
  const raw = rawParameters(path);
  const request = raw.get('SAMLRequest');
  const message = request ?? raw.get('SAMLResponse');
  if (message === undefined || (request !== undefined && raw.has('SAMLResponse'))) {
    throw malformed('not one of SAMLRequest and SAMLResponse');
  }
  const encoding = raw.get('SAMLEncoding');
  if (encoding !== undefined && unescaped(encoding) !== DEFLATE) {
    throw malformed('another encoding than DEFLATE');
  }
  const field = request === undefined ? 'SAMLResponse' : 'SAMLRequest';
  const relayState = raw.get('RelayState');
  return {
    field,
    packed: inBase64(message),
    relayState: relayState === undefined ? null : unescaped(relayState),
    octets: [field, 'RelayState', 'SigAlg']
      .flatMap((name) => (raw.has(name) ? `${name}=${raw.get(name)}` : []))
      .join('&'),
    signature: signatureIn(raw),
  };
}

/**
 * The document in a message by redirect (§3.4.4.1). A few hundred bytes can inflate to gigabytes: what is
 * longer than a logout can be is given up on the way.
 *
 * @throws AnswerRefused
 */
export function unpacked(packed: string): string {
  return decodeText(inflated(decodeBase64(packed)));
}

function inflated(bytes: Buffer): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: LONGEST_INFLATED });
  } catch (error) {
    const isLong = error instanceof RangeError;
    throw malformed(isLong ? 'over 64 KiB when inflated' : 'not deflated');
  }
}

function signatureIn(raw: ReadonlyMap<string, string>): RedirectMessage['signature'] {
  const algorithm = raw.get('SigAlg');
  const value = raw.get('Signature');
  if (algorithm === undefined || value === undefined) return null;
  return { algorithm: unescaped(algorithm), value: decodeBase64(inBase64(value)) };
}

/** @throws AnswerRefused */
function rawParameters(path: string): Map<string, string> {
  const [, ...query] = path.split('?');
  const found = new Map<string, string>();
  for (const pair of query.join('?').split('&')) {
    const [name = '', ...value] = pair.split('=');
    const known = unescapedName(name);
    if (!NAMES.includes(known)) continue;
    if (known !== name) throw malformed('the name of a parameter is escaped');
    if (found.has(name)) throw malformed(`${name} twice`);
    found.set(name, value.join('='));
  }
  return found;
}

function unescapedName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** As forms are written: `+` is a space. */
function unescaped(raw: string): string {
  return inBase64(raw.replaceAll('+', '%20'));
}

/** There `+` is one of its letters, escaped or not. */
function inBase64(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw malformed('a bad escape');
  }
}

function malformed(detail: string): AnswerRefused {
  return new AnswerRefused('malformed_answer', detail);
}
