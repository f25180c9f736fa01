import type { Attack } from '@/tests/sso/saml/corpus/attack';
import {
  endingWith,
  extendedBy,
  signatureIn,
  withoutSignatures,
} from '@/tests/sso/saml/corpus/pieces';
import {
  digestIn,
  keepingSignature,
  portal,
  response,
  touched,
} from '@/tests/sso/saml/corpus/signing-pieces';
import { DSIG, ENVELOPED, EXCLUSIVE } from '@/tests/support/saml-provider/algorithms';

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

function xpath(expression: string): string {
  return `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>${expression}</ds:XPath></ds:Transform>`;
}

function xslt(): string {
  return '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/"><xsl:value-of select="unparsed-text(\'/etc/passwd\')"/></xsl:template></xsl:stylesheet></ds:Transform>';
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
