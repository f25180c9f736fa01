import type { Attack } from '@/tests/sso/saml/corpus/attack';
import {
  assertionIn,
  endingWith,
  extendedBy,
  forged,
  signatureIn,
  withoutSignatures,
} from '@/tests/sso/saml/corpus/pieces';
import { mallory } from '@/tests/sso/saml/saml-visit';
import { type How, keys } from '@/tests/support/saml-provider';
import {
  ASSERTION,
  DSIG,
  ENCRYPTION,
  RSA_15,
  RSA_OAEP_11,
  SHA256,
  TRIPLE_DES,
} from '@/tests/support/saml-provider/algorithms';
import { CONTENT, type EncryptHow, encrypted } from '@/tests/support/saml-provider/encrypt-xml';

/** One word for all that comes of opening it: more would tell what is inside. */
const NOT_OPENED = /^no key of ours opens it to what the portal has signed$/;

const certificate = keys.service.certificate;

/** The good answer of this part is encrypted, as its attacks are. */
export const sealed: How = { encrypt: { certificate } };
const response: How = { ...sealed, sign: 'response' };

function by(how: Partial<EncryptHow>): How {
  return { encrypt: { certificate, ...how } };
}

/** What anybody can make who knows our certificate. */
function sealedText(xml: string, how: Partial<EncryptHow> = {}): string {
  return `<saml:EncryptedAssertion xmlns:saml="${ASSERTION}">${encrypted(xml, { certificate, ...how })}</saml:EncryptedAssertion>`;
}

/** An answer that holds this in the place of its assertion. */
function holding(make: (signedOne: string) => string, how: How = {}): Attack[3] {
  return ({ respond }) => respond({ encrypt: null, ...how, change: { held: make } });
}

function changed(change: (xml: string) => string): Attack[3] {
  return ({ good }) => {
    const xml = change(good.xml);
    if (xml === good.xml) throw new Error('Nothing changed.');
    return xml;
  };
}

/** One bit of the content's ciphertext, so far from its end. */
export function withBitFlipped(xml: string, fromEnd: number): string {
  return xml.replace(
    /([^>]*)(<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/,
    (_, value, end) => {
      const bytes = Buffer.from(value, 'base64');
      const at = bytes.length - fromEnd;
      if (at < 0) throw new RangeError(`There are only ${bytes.length} bytes to change.`);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes.toString('base64') + end;
    },
  );
}

function flipped(fromEnd: number): Attack[3] {
  return changed((xml) => withBitFlipped(xml, fromEnd));
}

/** Encryption proves nothing of who made it, and hides what is inside from whoever looks too early. */
export const encryption: Attack[] = [
  [
    'not signed at all',
    'encryption',
    NOT_OPENED,
    ({ respond }) => respond({ sign: 'neither' }, mallory),
  ],
  [
    'signed by a stranger inside',
    'encryption',
    NOT_OPENED,
    ({ respond }) => respond({ key: keys.strangers }, mallory),
  ],
  [
    'signed by a stranger outside',
    'signature',
    /^no certificate of the portal verifies it$/,
    ({ respond }) => respond({ key: keys.strangers, sign: 'response' }, mallory),
  ],
  [
    'stripped of the response’s signature',
    'encryption',
    NOT_OPENED,
    ({ good }) => withoutSignatures(good.xml),
    response,
  ],
  [
    'for another utility, or nobody',
    'encryption',
    NOT_OPENED,
    by({ certificate: keys.strangers.certificate }),
  ],
  [
    'by RSA with the padding of PKCS #1 1.5',
    'encryption',
    /^the key is encrypted by another method than RSA-OAEP$/,
    by({ keyAlgorithm: RSA_15 }),
  ],
  [
    'by Triple DES',
    'encryption',
    /^the content is encrypted by no AES of ours$/,
    by({ algorithm: TRIPLE_DES }),
  ],
  [
    'by a cipher that nobody knows',
    'encryption',
    /^the content is encrypted by no AES of ours$/,
    by({ change: (data) => data.replace(/aes256-gcm/, 'aes512-gcm') }),
  ],
  [
    'by a key of another wrap',
    'encryption',
    /^the key is encrypted by another method than RSA-OAEP$/,
    by({ change: (data) => data.replace(/rsa-oaep-mgf1p/, 'kw-aes128') }),
  ],
  [
    'by RSA-OAEP with a digest that the library takes for another',
    'encryption',
    /^RSA-OAEP with another digest$/,
    by({ keyDigest: SHA256 }),
  ],
  [
    'by RSA-OAEP of XML Encryption 1.1, which the library does not know',
    'encryption',
    /^the key is encrypted by another method than RSA-OAEP$/,
    by({ keyAlgorithm: RSA_OAEP_11, keyDigest: SHA256 }),
  ],
  [
    'as content and not as an element',
    'encryption',
    /^it is not encrypted as an element$/,
    by({ type: CONTENT }),
  ],
  [
    'without a key',
    'encryption',
    /^there is not one EncryptedKey$/,
    by({ change: (data) => data.replace(/<xenc:EncryptedKey.*<\/xenc:EncryptedKey>/s, '') }),
  ],
  [
    'with two keys',
    'encryption',
    /^there is not one EncryptedKey$/,
    by({ change: (data) => data.replace(/<xenc:EncryptedKey.*<\/xenc:EncryptedKey>/s, '$&$&') }),
  ],
  [
    'with a key that is to be fetched',
    'encryption',
    /^there is not one EncryptedKey$/,
    by({
      change: (data) =>
        data.replace(
          /<xenc:EncryptedKey.*<\/xenc:EncryptedKey>/s,
          `<ds:RetrievalMethod URI="https://evil.example/key" Type="${ENCRYPTION}EncryptedKey"/>`,
        ),
    }),
  ],
  [
    'with a key beside it that it does not name',
    'encryption',
    /^the EncryptedKey is of something else$/,
    by({ keyPlace: 'beside', change: (data) => data.replace('URI="#_key"', 'URI="#_other"') }),
  ],
  [
    'with a key elsewhere in the message',
    'encryption',
    /^there is not one EncryptedKey$/,
    by({
      keyPlace: 'beside',
      change: (data) => data.replace(/<xenc:EncryptedKey.*<\/xenc:EncryptedKey>/s, ''),
    }),
  ],
  [
    'with the name of a key that ends a string in XPath',
    'encryption',
    /^the EncryptedKey is of something else$/,
    by({
      keyPlace: 'beside',
      change: (data) =>
        data
          .replace('URI="#_key"', `URI="#_key' or '1'='1"`)
          .replace('Id="_key"', `Id="_key' or '1'='1"`),
    }),
  ],
  [
    'with two ciphertexts',
    'encryption',
    /^there is not one CipherValue$/,
    by({
      change: (data) =>
        data.replace(
          /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>(?=<\/xenc:CipherData><\/xenc:EncryptedData>)/,
          '$&$&',
        ),
    }),
  ],
  [
    'with a ciphertext that is to be fetched',
    'encryption',
    /^there is not one CipherValue$/,
    by({
      change: (data) =>
        data.replace(
          /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>(?=<\/xenc:CipherData><\/xenc:EncryptedData>)/,
          '<xenc:CipherReference URI="https://evil.example/"/>',
        ),
    }),
  ],
  [
    'with two pieces of data',
    'encryption',
    /^there is not one EncryptedData$/,
    by({ change: (data) => data + data }),
  ],
  [
    'with an element of no namespace of encryption’s',
    'encryption',
    /^something stands beside it$/,
    by({ change: (data) => `${data}<x:EncryptedData xmlns:x="urn:x"/>` }),
  ],
  [
    'in a namespace of nobody’s',
    'encryption',
    /^there is not one EncryptedData$/,
    by({ change: (data) => data.replaceAll(ENCRYPTION, 'urn:x') }),
  ],
  [
    'with an empty ciphertext',
    'encryption',
    NOT_OPENED,
    by({
      change: (data) =>
        data.replace(
          /<xenc:CipherValue>[^<]*(?=<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/,
          '<xenc:CipherValue>',
        ),
    }),
  ],
  ['changed in one bit of the text (GCM)', 'encryption', NOT_OPENED, flipped(100), sealed],
  ['changed in one bit of the tag (GCM)', 'encryption', NOT_OPENED, flipped(1), sealed],
  [
    'cut short',
    'encryption',
    NOT_OPENED,
    changed((xml) =>
      xml.replace(/.{100}(<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/, '$1'),
    ),
    sealed,
  ],
  [
    'beside a clear one that is forged',
    'malformed_answer',
    /^several assertions$/,
    holding((one) => sealedText(one) + forged(one)),
  ],
  [
    'behind a clear one that is forged',
    'malformed_answer',
    /^several assertions$/,
    holding((one) => forged(one) + sealedText(one)),
  ],
  [
    'forged, beside the signed one in clear',
    'malformed_answer',
    /^several assertions$/,
    holding((one) => sealedText(forged(one)) + one),
  ],
  [
    'twice, once forged',
    'malformed_answer',
    /^several assertions$/,
    holding((one) => sealedText(forged(one)) + sealedText(one)),
  ],
  [
    'forged, with the signed one in an extension',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    ({ respond }) => {
      const clear = respond({ encrypt: null }).xml;
      const one = assertionIn(clear);
      return extendedBy(
        clear.replace(one, () => sealedText(forged(one))),
        one,
      );
    },
  ],
  [
    'forged, with the signature of the good one',
    'encryption',
    NOT_OPENED,
    holding((one) =>
      sealedText(forged(one).replace('</saml:Issuer>', (end) => end + signatureIn(one))),
    ),
  ],
  [
    'XSW 4 inside: a forged one around the signed one',
    'encryption',
    NOT_OPENED,
    holding((one) => sealedText(endingWith(forged(one), one))),
  ],
  [
    'XSW 8 inside: the signed one in the object of its signature',
    'encryption',
    NOT_OPENED,
    holding((one) =>
      sealedText(
        forged(one).replace(
          '</saml:Issuer>',
          (end) =>
            end + endingWith(signatureIn(one), `<ds:Object>${withoutSignatures(one)}</ds:Object>`),
        ),
      ),
    ),
  ],
  [
    'two in one ciphertext',
    'encryption',
    NOT_OPENED,
    holding((one) => sealedText(forged(one) + one)),
  ],
  [
    'as an encrypted one in an encrypted one',
    'encryption',
    NOT_OPENED,
    holding((one) => sealedText(sealedText(one))),
  ],
  [
    'as a whole response inside',
    'encryption',
    NOT_OPENED,
    ({ respond, good }) => respond({ encrypt: null, change: { held: () => sealedText(good.xml) } }),
  ],
  ['with words inside', 'encryption', NOT_OPENED, holding(() => sealedText('words'))],
  [
    'with a document type inside',
    'encryption',
    NOT_OPENED,
    holding((one) =>
      sealedText(
        `<!DOCTYPE x [<!ENTITY n "name-of-alice">]>${one.replace('name-of-alice', '&n;')}`,
      ),
    ),
  ],
  [
    'with a comment in the name inside',
    'encryption',
    NOT_OPENED,
    holding((one) => sealedText(one.replace('name-of-alice', 'name<!---->-of-alice'))),
  ],
  [
    'with a NUL inside',
    'encryption',
    NOT_OPENED,
    holding((one) => sealedText(one.replace('name-of-alice', 'name-of-alice\0'))),
  ],
  [
    'with 300 KB inside',
    'encryption',
    NOT_OPENED,
    holding((one) => sealedText(endingWith(one, '<x/>'.repeat(40_000)))),
  ],
  [
    'in a wrong place',
    'malformed_answer',
    /^EncryptedAssertion in a wrong place$/,
    ({ good }) => extendedBy(good.xml, sealedText('<x/>')),
  ],
  [
    'with a certificate in its signature’s KeyInfo that is to be fetched',
    'signature',
    /^no certificate of the portal verifies it$/,
    ({ respond }) =>
      respond(
        {
          key: keys.strangers,
          sign: 'both',
          signature: {
            keyInfo: `<ds:RetrievalMethod xmlns:ds="${DSIG}" URI="https://evil.example/key"/>`,
          },
        },
        mallory,
      ),
  ],
  [
    'forged, in a response whose signature holds the signed one',
    'signature',
    /^the Signature holds more than SignedInfo, SignatureValue and KeyInfo$/,
    ({ good, respond }) => {
      const clear = respond({ encrypt: null, sign: 'neither' }).xml;
      const one = assertionIn(clear);
      const inside = `<ds:Object>${withoutSignatures(good.xml)}</ds:Object>`;
      return clear
        .replace(one, () => sealedText(forged(one)))
        .replace('</saml:Issuer>', (end) => end + endingWith(signatureIn(good.xml), inside));
    },
    response,
  ],
  [
    'forged, in a response that holds the signed one',
    'malformed_answer',
    /^Response in a wrong place$/,
    ({ good, respond }) => {
      const clear = respond({ encrypt: null, sign: 'neither' }).xml;
      const one = assertionIn(clear);
      return endingWith(
        clear.replace(one, () => sealedText(forged(one))),
        good.xml,
      );
    },
    response,
  ],
  [
    'changed, the response being signed',
    'signature',
    /^no certificate of the portal verifies it$/,
    ({ good, respond }) => {
      const other = /<saml:EncryptedAssertion.*<\/saml:EncryptedAssertion>/s;
      return good.xml.replace(
        other,
        () => other.exec(respond({ sign: 'response' }, mallory).xml)?.[0] ?? '',
      );
    },
    response,
  ],
];
