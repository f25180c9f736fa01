import type { Attack } from '@/tests/sso/saml/corpus/attack';
import { signatureIn, withoutSignatures } from '@/tests/sso/saml/corpus/pieces';
import {
  both,
  digestIn,
  keepingSignature,
  response,
  touched,
} from '@/tests/sso/saml/corpus/signing-pieces';
import { mallory } from '@/tests/sso/saml/saml-visit';
import { DSIG } from '@/tests/support/saml-provider/algorithms';

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
