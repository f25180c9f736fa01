import { createPublicKey } from 'node:crypto';
import type { Attack, Target } from '@/tests/sso/saml/corpus/attack';
import {
  assertionIn,
  endingWith,
  extendedBy,
  forged,
  idOf,
  signatureIn,
  withoutSignatures,
} from '@/tests/sso/saml/corpus/pieces';
import { mallory } from '@/tests/sso/saml/saml-visit';
import { type How, keys } from '@/tests/support/saml-provider';
import {
  DSA_SHA1,
  DSIG,
  ECDSA_SHA256,
  ENVELOPED,
  EXCLUSIVE,
  EXCLUSIVE_WITH_COMMENTS,
  HMAC_SHA1,
  HMAC_SHA256,
  INCLUSIVE,
  INCLUSIVE_11,
  INCLUSIVE_WITH_COMMENTS,
  RSA_SHA1,
  RSA_SHA384,
  SHA1,
} from '@/tests/support/saml-provider/algorithms';
import {
  digestOf,
  hmacBy,
  keyInfoOf,
  type SignHow,
  signed,
} from '@/tests/support/saml-provider/sign-xml';

const both = { sign: 'both' } as const;
const response = { sign: 'response' } as const;

const { first, second, strangers, service } = keys;

/** The good one, changed after it was signed. */
function touched(find: string | RegExp, put: string): Attack[3] {
  return ({ good }) => {
    const xml = good.xml.replace(find, put);
    if (xml === good.xml) throw new Error('Nothing changed.');
    return xml;
  };
}

/** An answer about Mallory, who signs it so. */
function signedBy(key: How['key'], signature: SignHow = {}, sign: How['sign'] = 'assertion') {
  return ({ respond }: Target) => respond({ key, signature, sign }, mallory);
}

/** The portal's own, and signed so. */
function portal(signature: SignHow): How {
  return { signature };
}

function publicPem(): string {
  return createPublicKey(first.certificate).export({ type: 'spki', format: 'pem' }).toString();
}

/** With a forged assertion under the signature of the good one. */
function keepingSignature(change: (signature: string, digest: string) => string): Attack[3] {
  return ({ good }) => {
    const one = assertionIn(good.xml);
    const id = idOf(one);
    const other = forged(one).replace(/\bID="[^"]*"/, `ID="${id}"`);
    const signature = change(signatureIn(one), digestOf(other, id));
    return good.xml.replace(one, () => other.replace('</saml:Issuer>', (end) => end + signature));
  };
}

const digestIn = /<ds:DigestValue>([^<]*)<\/ds:DigestValue>/;

/** Unsigned, or signed by nobody in particular. */
export const stripped: Attack[] = [
  [
    'without the assertion’s signature',
    'signature',
    /^neither response nor assertion is signed$/,
    ({ good }) => withoutSignatures(good.xml),
  ],
  [
    'without the response’s signature',
    'signature',
    /^neither response nor assertion is signed$/,
    ({ good }) => withoutSignatures(good.xml),
    response,
  ],
  [
    'without either signature',
    'signature',
    /^neither response nor assertion is signed$/,
    ({ good }) => withoutSignatures(good.xml),
    both,
  ],
  [
    'that was never signed',
    'signature',
    /^neither response nor assertion is signed$/,
    ({ respond }) => respond({ sign: 'neither' }, mallory),
  ],
  [
    'with the assertion’s signature only, in a response that was signed for elsewhere',
    'destination',
    /^Destination is https:\/\/evil\.example\/acs$/,
    ({ good }) =>
      good.xml
        .replace(signatureIn(good.xml), '')
        .replace(/Destination="[^"]*"/, 'Destination="https://evil.example/acs"'),
    both,
  ],
  [
    'with an empty signature',
    'signature',
    /^the Signature does not begin with one SignedInfo$/,
    touched(/<ds:Signature .*<\/ds:Signature>/s, `<ds:Signature xmlns:ds="${DSIG}"/>`),
  ],
  [
    'with an empty value of the signature',
    'signature',
    /^the SignatureValue is no base64$/,
    touched(/<ds:SignatureValue>[^<]*</, '<ds:SignatureValue><'),
  ],
  [
    'without a value of the signature',
    'signature',
    /^no SignatureValue stands after the SignedInfo$/,
    touched(/<ds:SignatureValue>.*<\/ds:SignatureValue>/, ''),
  ],
  [
    'without a SignedInfo',
    'signature',
    /^the Signature does not begin with one SignedInfo$/,
    touched(/<ds:SignedInfo>.*<\/ds:SignedInfo>/, ''),
  ],
  [
    'with an empty digest',
    'signature',
    /^the DigestValue is no base64$/,
    touched(digestIn, '<ds:DigestValue></ds:DigestValue>'),
  ],
  [
    'with a signature of no namespace',
    'signature',
    /^of another namespace$/,
    touched(`xmlns:ds="${DSIG}"`, 'xmlns:ds="urn:x"'),
  ],
  [
    'with the signature of another answer of the portal’s',
    'signature',
    /^the Reference is to another element than the signed one$/,
    ({ good, respond }) =>
      good.xml.replace(signatureIn(good.xml), signatureIn(respond({}, mallory).xml)),
  ],
  [
    'about somebody else, with the signature of the good one',
    'signature',
    /^no certificate of the portal verifies it$/,
    keepingSignature((signature) => signature),
  ],
  [
    'with the value of another signature',
    'signature',
    /^no certificate of the portal verifies it$/,
    ({ good, respond }) => {
      const value = /<ds:SignatureValue>[^<]*</;
      return good.xml.replace(value, value.exec(respond().xml)?.[0] ?? '');
    },
  ],
  [
    'about somebody else, its digest made anew',
    'signature',
    /^no certificate of the portal verifies it$/,
    keepingSignature((signature, digest) =>
      signature.replace(digestIn, `<ds:DigestValue>${digest}</ds:DigestValue>`),
    ),
  ],
  [
    'with another name',
    'signature',
    /^no certificate of the portal verifies it$/,
    touched('name-of-alice', 'name-of-mallory'),
  ],
  [
    'with another role',
    'signature',
    /^no certificate of the portal verifies it$/,
    touched('>reps<', '>admins<'),
  ],
  [
    'with another role, the response being signed too',
    'signature',
    /^no certificate of the portal verifies it$/,
    touched('>reps<', '>admins<'),
    both,
  ],
  [
    'with another role, only the response being signed',
    'signature',
    /^no certificate of the portal verifies it$/,
    touched('>reps<', '>admins<'),
    response,
  ],
  [
    'with an attribute more',
    'signature',
    /^no certificate of the portal verifies it$/,
    touched(
      '</saml:AttributeStatement>',
      '<saml:Attribute Name="roles"><saml:AttributeValue>admins</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>',
    ),
  ],
  [
    'with a status that was not signed',
    'signature',
    /^no certificate of the portal verifies it$/,
    touched('<samlp:Status>', '<samlp:Status><samlp:StatusMessage>x</samlp:StatusMessage>'),
    response,
  ],
  [
    'that lasts longer',
    'signature',
    /^no certificate of the portal verifies it$/,
    touched(/NotOnOrAfter="2026-03-02T12:05/g, 'NotOnOrAfter="2026-03-02T13:05'),
  ],
];

/** By a key that is not the portal's, whatever stands beside. */
export const strangersKeys: Attack[] = [
  [
    'by a stranger, whose certificate stands in it',
    'signature',
    /^no certificate of the portal verifies it$/,
    signedBy(strangers),
  ],
  [
    'by a stranger, the whole response',
    'signature',
    /^no certificate of the portal verifies it$/,
    signedBy(strangers, {}, 'both'),
  ],
  [
    'by a stranger, with the portal’s certificate in it',
    'signature',
    /^no certificate of the portal verifies it$/,
    signedBy(strangers, { keyInfo: keyInfoOf(first.base64) }),
  ],
  [
    'by a stranger, with both certificates in it',
    'signature',
    /^no certificate of the portal verifies it$/,
    signedBy(strangers, { keyInfo: keyInfoOf(strangers.base64) + keyInfoOf(first.base64) }),
  ],
  [
    'by a stranger, without a certificate',
    'signature',
    /^no certificate of the portal verifies it$/,
    signedBy(strangers, { keyInfo: null }),
  ],
  [
    'by a stranger, with a bare key in it',
    'signature',
    /^no certificate of the portal verifies it$/,
    signedBy(strangers, { keyInfo: bareKey() }),
  ],
  [
    'by a stranger, with the name of the portal’s key',
    'signature',
    /^no certificate of the portal verifies it$/,
    signedBy(strangers, { keyInfo: '<ds:KeyName>portal</ds:KeyName>' }),
  ],
  [
    'by a stranger, whose certificate is to be fetched',
    'signature',
    /^no certificate of the portal verifies it$/,
    signedBy(strangers, {
      keyInfo: `<ds:RetrievalMethod URI="https://evil.example/key" Type="${DSIG}X509Data"/>`,
    }),
  ],
  [
    'by a key that the portal does not publish (yet, or any more)',
    'signature',
    /^no certificate of the portal verifies it$/,
    signedBy(second),
  ],
  ['by our own key', 'signature', /^no certificate of the portal verifies it$/, signedBy(service)],
  [
    'by a stranger, and the assertion inside by the portal',
    'signature',
    /^no certificate of the portal verifies it$/,
    ({ good }) => signed(good.xml, idOf(good.xml), strangers),
  ],
  [
    'twice: by the portal, and by a stranger',
    'signature',
    /^several of one element$/,
    ({ good }) => {
      const one = assertionIn(good.xml);
      return good.xml.replace(one, () => signed(one, idOf(one), strangers, { place: 'last' }));
    },
  ],
  [
    'twice: by a stranger, and by the portal',
    'signature',
    /^several of one element$/,
    ({ good }) => {
      const one = assertionIn(good.xml);
      return good.xml.replace(one, () => signed(one, idOf(one), strangers));
    },
  ],
  [
    'twice by the portal',
    'signature',
    /^several of one element$/,
    touched(/(<ds:Signature .*<\/ds:Signature>)/s, '$1$1'),
  ],
];

/** Signed by the portal, or by who knows its public key, in a way that proves nothing. */
export const algorithms: Attack[] = [
  [
    'RSA with SHA-1',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: RSA_SHA1 }),
  ],
  [
    'RSA with SHA-384, which is not among ours',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: RSA_SHA384 }),
  ],
  [
    'a digest of SHA-1',
    'signature',
    /^its digest is none of SHA-256 and SHA-512$/,
    portal({ digest: SHA1 }),
  ],
  [
    'a digest of MD5',
    'signature',
    /^its digest is none of SHA-256 and SHA-512$/,
    portal({ digest: 'http://www.w3.org/2001/04/xmldsig-more#md5' }),
  ],
  [
    'HMAC-SHA1 with the certificate (PEM)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA1, () => first.certificate),
  ],
  [
    'HMAC-SHA256 with the certificate (PEM)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA256, () => first.certificate),
  ],
  [
    'HMAC-SHA1 with the public key (PEM)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA1, publicPem),
  ],
  [
    'HMAC-SHA256 with the public key (PEM)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA256, publicPem),
  ],
  [
    'HMAC-SHA256 with the certificate (base64)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA256, () => first.base64),
  ],
  [
    'HMAC-SHA1, cut to nothing',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({
      algorithm: HMAC_SHA1,
      compute: () => Buffer.alloc(0),
      signedInfo: (info) =>
        info.replace(
          `${HMAC_SHA1}"/>`,
          `${HMAC_SHA1}"><ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>`,
        ),
    }),
  ],
  [
    'the name of DSA',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: DSA_SHA1 }),
  ],
  [
    'the name of ECDSA',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: ECDSA_SHA256 }),
  ],
  [
    'no name of an algorithm',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: '' }),
  ],
  [
    'a name that is everything’s (__proto__)',
    'signature',
    /^its algorithm is none of/,
    portal({ algorithm: '__proto__' }),
  ],
  [
    'a digest by that name (constructor)',
    'signature',
    /^its digest is none of/,
    portal({ digest: 'constructor' }),
  ],
  [
    'an algorithm with a parameter',
    'signature',
    /^an algorithm has parameters$/,
    portal({
      signedInfo: (info) =>
        info.replace(/rsa-sha256"\/>/, 'rsa-sha256"><x:p xmlns:x="urn:x"/></ds:SignatureMethod>'),
    }),
  ],
  ...[
    INCLUSIVE,
    INCLUSIVE_11,
    INCLUSIVE_WITH_COMMENTS,
    EXCLUSIVE_WITH_COMMENTS,
    'urn:x',
    '',
  ].flatMap((method): Attack[] => [
    [
      `the SignedInfo brought into form by «${method}»`,
      'signature',
      /^its canonicalisation is not the exclusive one/,
      portal({ canonicalization: method }),
    ],
    [
      `the assertion brought into form by «${method}»`,
      'signature',
      /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
      portal({ transforms: [ENVELOPED, method] }),
    ],
  ]),
];

/** What is signed is not what it seems. */
export const references: Attack[] = [
  ['no list of transforms', 'signature', /^no Transforms$/, portal({ transforms: null })],
  [
    'an empty list of transforms',
    'signature',
    /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
    portal({ transforms: [] }),
  ],
  [
    'no transform of enveloped signatures',
    'signature',
    /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
    portal({ transforms: [EXCLUSIVE] }),
  ],
  [
    'no canonicalisation',
    'signature',
    /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
    portal({ transforms: [ENVELOPED] }),
  ],
  [
    'the transforms in another order',
    'signature',
    /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
    portal({ transforms: [EXCLUSIVE, ENVELOPED] }),
  ],
  [
    'a transform twice',
    'signature',
    /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
    portal({ transforms: [ENVELOPED, ENVELOPED, EXCLUSIVE] }),
  ],
  [
    'a transform by XPath',
    'signature',
    /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
    portal({ transforms: [ENVELOPED, xpath('not(ancestor-or-self::saml:Subject)'), EXCLUSIVE] }),
  ],
  [
    'a transform by XPath Filter 2.0',
    'signature',
    /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
    portal({
      transforms: [
        `<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"><f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">//*</f:XPath></ds:Transform>`,
        EXCLUSIVE,
      ],
    }),
  ],
  [
    'a transform by XSLT',
    'signature',
    /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
    portal({ transforms: [ENVELOPED, xslt(), EXCLUSIVE] }),
  ],
  [
    'a transform of base64',
    'signature',
    /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
    portal({ transforms: [ENVELOPED, `${DSIG}base64`, EXCLUSIVE] }),
  ],
  [
    'a transform with an XPath in it',
    'signature',
    /^a transform has parameters$/,
    portal({
      transforms: [
        ENVELOPED,
        `<ds:Transform Algorithm="${EXCLUSIVE}"><ds:XPath>//*</ds:XPath></ds:Transform>`,
      ],
    }),
  ],
  [
    'no address in the Reference',
    'signature',
    /^the Reference is to another element than the signed one$/,
    portal({ uri: null }),
  ],
  [
    'an empty address, for the whole document',
    'signature',
    /^the Reference is to another element than the signed one$/,
    portal({ uri: '' }),
  ],
  [
    'an empty address, the response being signed',
    'signature',
    /^the Reference is to another element than the signed one$/,
    { sign: 'response', signature: { uri: '' } },
    response,
  ],
  [
    'an address elsewhere',
    'signature',
    /^the Reference is to another element than the signed one$/,
    portal({ uri: 'https://evil.example/assertion.xml' }),
  ],
  [
    'the address of a file',
    'signature',
    /^the Reference is to another element than the signed one$/,
    portal({ uri: 'file:///etc/passwd' }),
  ],
  [
    'an XPointer to the whole document',
    'signature',
    /^the Reference is to another element than the signed one$/,
    portal({ uri: '#xpointer(/)' }),
  ],
  [
    'an XPointer to an ID',
    'signature',
    /^the Reference is to another element than the signed one$/,
    ({ respond }) =>
      respond({ assertion: { id: '_a' }, signature: { uri: "#xpointer(id('_a'))" } }),
  ],
  [
    'an address that ends a string in XPath',
    'signature',
    /^the Reference is to another element than the signed one$/,
    portal({ uri: "#_a'] | //*['" }),
  ],
  [
    'the response, from the assertion’s signature',
    'signature',
    /^the Reference is to another element than the signed one$/,
    ({ respond }) => respond({ response: { id: '_r' }, signature: { uri: '#_r' } }),
  ],
  [
    'two References',
    'signature',
    /^more than one Reference$/,
    portal({ references: (one) => one + one }),
  ],
  [
    'a Reference to nothing much beside the right one',
    'signature',
    /^more than one Reference$/,
    portal({ references: (one) => one.replace(/URI="[^"]*"/, 'URI="#_x"') + one }),
  ],
  ['no Reference', 'signature', /^no Reference$/, portal({ references: () => '' })],
  [
    'a Manifest in place of the assertion',
    'signature',
    /^the Signature holds more than SignedInfo, SignatureValue and KeyInfo$/,
    portal({
      references: (one) =>
        one.replace('URI=', `Type="${DSIG}Manifest" URI=`).replace(/URI="[^"]*"/, 'URI="#_m"'),
      signature: (all) => endingWith(all, '<ds:Object><ds:Manifest Id="_m"/></ds:Object>'),
    }),
  ],
  [
    'an object of the signature',
    'signature',
    /^the Signature holds more than SignedInfo, SignatureValue and KeyInfo$/,
    portal({ signature: (all) => endingWith(all, '<ds:Object>words</ds:Object>') }),
  ],
  [
    'two SignedInfo, the forged one first',
    'signature',
    /^no SignatureValue stands after the SignedInfo$/,
    keepingSignature((signature, digest) => twoInfos(signature, digest, 'first')),
  ],
  [
    'two SignedInfo, the forged one last',
    'signature',
    /^no SignatureValue stands after the SignedInfo$/,
    keepingSignature((signature, digest) => twoInfos(signature, digest, 'last')),
  ],
  [
    'a second SignedInfo inside the first',
    'signature',
    /^more than one Reference$/,
    keepingSignature((signature, digest) =>
      signature.replace('</ds:SignedInfo>', `${infoWith(signature, digest)}</ds:SignedInfo>`),
    ),
  ],
  [
    'two values',
    'signature',
    /^the Signature holds more than SignedInfo, SignatureValue and KeyInfo$/,
    touched(/(<ds:SignatureValue>.*<\/ds:SignatureValue>)/, '$1$1'),
  ],
  [
    'two methods',
    'signature',
    /^no Reference$/,
    portal({ signedInfo: (info) => info.replace(/(<ds:SignatureMethod [^>]*>)/, '$1$1') }),
  ],
  [
    'two digests in the Reference',
    'signature',
    /^the Reference holds a part more$/,
    keepingSignature((signature, digest) =>
      signature.replace(digestIn, `<ds:DigestValue>${digest}</ds:DigestValue>$&`),
    ),
  ],
  [
    'a forged digest in a comment before the true one',
    'malformed_answer',
    /^a comment$/,
    keepingSignature((signature, digest) =>
      signature.replace(digestIn, `<ds:DigestValue><!--${digest}-->$1</ds:DigestValue>`),
    ),
  ],
  [
    'a forged digest before the true one in a comment',
    'malformed_answer',
    /^a comment$/,
    keepingSignature((signature, digest) =>
      signature.replace(digestIn, `<ds:DigestValue>${digest}<!--$1--></ds:DigestValue>`),
    ),
  ],
  [
    'a forged digest before the true one in an element',
    'signature',
    /^the DigestValue is no base64$/,
    keepingSignature((signature, digest) =>
      signature.replace(digestIn, `<ds:DigestValue>${digest}<x>$1</x></ds:DigestValue>`),
    ),
  ],
  [
    'a value with a comment in it',
    'malformed_answer',
    /^a comment$/,
    touched(/<ds:SignatureValue>(.)/, '<ds:SignatureValue>$1<!---->'),
  ],
  [
    'words between its parts',
    'signature',
    /^text stands between the parts of the Signature$/,
    touched('</ds:SignedInfo>', '</ds:SignedInfo>words'),
  ],
  ['the signature in the subject', 'signature', /^in a wrong place$/, moved('<saml:Subject>')],
  ['the signature in the status', 'signature', /^in a wrong place$/, moved('<samlp:Status>')],
  [
    'the signature in an extension',
    'signature',
    /^in a wrong place$/,
    ({ good }) => extendedBy(withoutSignatures(good.xml), signatureIn(good.xml)),
  ],
];

function hmac(algorithm: string, secret: () => string): Attack[3] {
  const hash = algorithm === HMAC_SHA1 ? 'sha1' : 'sha256';
  return ({ respond }) =>
    respond({ signature: { algorithm, compute: hmacBy(hash, secret()) } }, mallory);
}

function xpath(expression: string): string {
  return `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>${expression}</ds:XPath></ds:Transform>`;
}

function xslt(): string {
  return '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/"><xsl:value-of select="unparsed-text(\'/etc/passwd\')"/></xsl:template></xsl:stylesheet></ds:Transform>';
}

function bareKey(): string {
  const { n = '', e = '' } = createPublicKey(strangers.certificate).export({ format: 'jwk' });
  const base64 = (text: string) => Buffer.from(text, 'base64url').toString('base64');
  return `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${base64(n)}</ds:Modulus><ds:Exponent>${base64(e)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`;
}

function infoWith(signature: string, digest: string): string {
  const [info = ''] = /<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(signature) ?? [];
  return info.replace(digestIn, `<ds:DigestValue>${digest}</ds:DigestValue>`);
}

function twoInfos(signature: string, digest: string, place: 'first' | 'last'): string {
  const other = infoWith(signature, digest);
  return place === 'first'
    ? signature.replace('<ds:SignedInfo>', `${other}<ds:SignedInfo>`)
    : signature.replace('</ds:SignedInfo>', `</ds:SignedInfo>${other}`);
}

/** The signature from its place to the beginning of this element. */
function moved(element: string): Attack[3] {
  return ({ good }) =>
    withoutSignatures(good.xml).replace(element, (start) => start + signatureIn(good.xml));
}
