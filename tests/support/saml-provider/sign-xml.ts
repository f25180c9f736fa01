import { constants, createHash, createHmac, type KeyObject, sign } from 'node:crypto';
import {
  DSIG,
  ENVELOPED,
  EXCLUSIVE,
  RSA_PSS,
  RSA_SHA1,
  RSA_SHA256,
  RSA_SHA384,
  RSA_SHA512,
  SHA1,
  SHA256,
  SHA512,
} from '@/tests/support/saml-provider/algorithms';
import {
  canonical,
  elements,
  elementWithId,
  treeOf,
} from '@/tests/support/saml-provider/canonical';

/** How something is signed; what is left out is done as the standard and the product want it. */
export interface SignHow {
  /** Signs what it is given (the canonical SignedInfo) instead of the provider's key. */
  compute?: (signedInfo: string) => Buffer;
  /** What it says, and with a known one does. */
  algorithm?: string;
  digest?: string;
  /** Of the SignedInfo. */
  canonicalization?: string;
  /** A URI each, or a whole `Transform`; null leaves out even the list. */
  transforms?: string[] | null;
  /** What the digest is made over; by the last of the transforms when left out. */
  digestBy?: string;
  /** `InclusiveNamespaces` of the exclusive transform. */
  prefixList?: string;
  /** Of the Signature's elements; empty for the default namespace. */
  prefix?: string;
  /** What a KeyInfo holds; the key's certificate when left out, null for no KeyInfo. */
  keyInfo?: string | null;
  /** Of the Reference; null for none. */
  uri?: string | null;
  /** Where it stands in the element. */
  place?: 'after issuer' | 'first' | 'last';
  /** Parts the signature's value into lines, as Java does. */
  lineEnd?: string;
  /** Changes the References before anything is signed. */
  references?: (references: string) => string;
  /** Changes the SignedInfo before it is signed. */
  signedInfo?: (signedInfo: string) => string;
  /** Changes the Signature after. */
  signature?: (signature: string) => string;
}

export interface SigningKey {
  privateKey: KeyObject;
  base64: string;
}

/** The document with a signature by this key over the element with this ID. */
export function signed(xml: string, id: string, key: SigningKey, how: SignHow = {}): string {
  const { place = 'after issuer', canonicalization = EXCLUSIVE } = how;
  const signedInfo = signedInfoOf(xml, id, how);
  const at = placeIn(xml, id, place);
  const around = (signature: string) => xml.slice(0, at) + signature + xml.slice(at);
  const placed = elements(treeOf(around(signatureWith(signedInfo, MARK, key, how))));
  const mark = placed.find(({ children: [only] }) => only && 'text' in only && only.text === MARK);
  const [toSign] = mark?.parent ? elements(mark.parent).slice(1) : [];
  if (toSign?.local !== 'SignedInfo') throw new Error('No SignedInfo.');
  const value = (how.compute ?? ((text) => computed(text, key, how)))(
    canonical(toSign, canonicalization),
  ).toString('base64');
  const signature = signatureWith(signedInfo, inLines(value, how.lineEnd), key, how);
  return around(how.signature ? how.signature(signature) : signature);
}

/** Where the value will be. */
const MARK = 'MARK';

/** The digest of an element as a Reference has it. */
export function digestOf(xml: string, id: string, how: SignHow = {}): string {
  const { digest = SHA256, transforms = [ENVELOPED, EXCLUSIVE], prefixList = '' } = how;
  const last = (transforms ?? []).filter((each) => !each.startsWith('<')).at(-1);
  const method = how.digestBy ?? last ?? EXCLUSIVE;
  const prefixes = prefixList.split(' ').filter(Boolean);
  const bytes = canonical(elementWithId(treeOf(xml), id), method, prefixes);
  return createHash(HASHES.get(digest) ?? 'sha256')
    .update(bytes)
    .digest('base64');
}

function signedInfoOf(xml: string, id: string, how: SignHow): string {
  const { algorithm = RSA_SHA256, canonicalization = EXCLUSIVE, digest = SHA256 } = how;
  const { transforms = [ENVELOPED, EXCLUSIVE], uri = `#${id}` } = how;
  const el = namer(how);
  const reference =
    `<${el('Reference')}${uri === null ? '' : ` URI="${uri}"`}>` +
    (transforms === null
      ? ''
      : `<${el('Transforms')}>${transforms.map((each) => transformOf(each, how)).join('')}</${el('Transforms')}>`) +
    `<${el('DigestMethod')} Algorithm="${digest}"/>` +
    `<${el('DigestValue')}>${digestOf(xml, id, how)}</${el('DigestValue')}>` +
    `</${el('Reference')}>`;
  const signedInfo =
    `<${el('SignedInfo')}>` +
    `<${el('CanonicalizationMethod')} Algorithm="${canonicalization}"/>` +
    `<${el('SignatureMethod')} Algorithm="${algorithm}"/>` +
    (how.references ? how.references(reference) : reference) +
    `</${el('SignedInfo')}>`;
  return how.signedInfo ? how.signedInfo(signedInfo) : signedInfo;
}

function transformOf(transform: string, how: SignHow): string {
  if (transform.startsWith('<')) return transform;
  const el = namer(how);
  if (!how.prefixList || transform === ENVELOPED) {
    return `<${el('Transform')} Algorithm="${transform}"/>`;
  }
  return (
    `<${el('Transform')} Algorithm="${transform}">` +
    `<ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE}" PrefixList="${how.prefixList}"/>` +
    `</${el('Transform')}>`
  );
}

function signatureWith(signedInfo: string, value: string, key: SigningKey, how: SignHow): string {
  const el = namer(how);
  const { prefix = 'ds', keyInfo = keyInfoOf(key.base64, el) } = how;
  return (
    `<${el('Signature')} xmlns${prefix && `:${prefix}`}="${DSIG}">${signedInfo}` +
    `<${el('SignatureValue')}>${value}</${el('SignatureValue')}>` +
    (keyInfo === null ? '' : `<${el('KeyInfo')}>${keyInfo}</${el('KeyInfo')}>`) +
    `</${el('Signature')}>`
  );
}

export function keyInfoOf(base64: string, el = namer({})): string {
  const certificate = `<${el('X509Certificate')}>${base64}</${el('X509Certificate')}>`;
  return `<${el('X509Data')}>${certificate}</${el('X509Data')}>`;
}

const HASHES = new Map([
  [SHA1, 'sha1'],
  [SHA256, 'sha256'],
  [SHA512, 'sha512'],
]);
const SIGNATURES = new Map([
  [RSA_SHA1, 'sha1'],
  [RSA_SHA256, 'sha256'],
  [RSA_SHA384, 'sha384'],
  [RSA_SHA512, 'sha512'],
]);

function computed(text: string, { privateKey }: SigningKey, { algorithm }: SignHow): Buffer {
  const bytes = Buffer.from(text);
  if (algorithm !== RSA_PSS) {
    return sign(SIGNATURES.get(algorithm ?? RSA_SHA256) ?? 'sha256', bytes, privateKey);
  }
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return sign('sha256', bytes, { key: privateKey, padding, saltLength: 32 });
}

/** For a verifier that takes the provider's public key, known to everybody, for a shared secret. */
export function hmacBy(hash: 'sha1' | 'sha256', secret: string | Buffer): SignHow['compute'] {
  return (text) => createHmac(hash, secret).update(text).digest();
}

function placeIn(xml: string, id: string, place: NonNullable<SignHow['place']>): number {
  const start = xml.indexOf(`ID="${id}"`);
  const inside = xml.indexOf('>', start) + 1;
  if (place === 'first') return inside;
  if (place === 'after issuer') {
    const issuer = /\s*<((?:[\w.-]+:)?Issuer)\b[^>]*>[^<]*<\/\1>/y;
    issuer.lastIndex = inside;
    return issuer.test(xml) ? issuer.lastIndex : inside;
  }
  const name = /<([\w.:-]+)[^<]*$/.exec(xml.slice(0, start))?.[1];
  return xml.indexOf(`</${name}>`, start);
}

function inLines(base64: string, lineEnd: string | undefined): string {
  return lineEnd === undefined ? base64 : base64.replace(/.{76}(?=.)/g, `$&${lineEnd}`);
}

function namer({ prefix = 'ds' }: SignHow): (name: string) => string {
  return (name) => (prefix ? `${prefix}:${name}` : name);
}
