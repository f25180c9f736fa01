import type { Attack, Target } from '@/tests/sso/saml/corpus/attack';
import {
  afterIssuer,
  assertionIn,
  endingWith,
  extendedBy,
  forged,
  forgedWith,
  idOf,
  signatureIn,
  withoutSignatures,
} from '@/tests/sso/saml/corpus/pieces';
import { mallory, provider } from '@/tests/sso/saml/saml-visit';
import { keys } from '@/tests/support/saml-provider';
import { signed } from '@/tests/support/saml-provider/sign-xml';

const response = { sign: 'response' } as const;

/** The good response with another assertion in the place of its own. */
function withAssertion({ good }: Target, replace: (assertion: string) => string): string {
  const assertion = assertionIn(good.xml);
  return good.xml.replace(assertion, () => replace(assertion));
}

/** A forged response that holds this after its issuer. */
function forgedResponse({ good }: Target, inside: string): string {
  return afterIssuer(forged(good.xml), inside);
}

/** The signature with an object more. */
function withObject(signature: string, inside: string): string {
  return endingWith(signature, `<ds:Object>${inside}</ds:Object>`);
}

function bare(xml: string): string {
  return withoutSignatures(xml);
}

/**
 * Signature wrapping: the portal's signature and what it covers are there, untouched, and the assertion that
 * would be read is another one. 1 to 8 are numbered as in Somorovsky et al., «On Breaking SAML: Be Whoever
 * You Want to Be» (2012).
 */
export const wrapping: Attack[] = [
  [
    'XSW 1: a forged response whose signature holds the signed one',
    'signature',
    /^the Signature holds more than SignedInfo, SignatureValue and KeyInfo$/,
    (t) => forgedResponse(t, endingWith(signatureIn(t.good.xml), bare(t.good.xml))),
    response,
  ],
  [
    'XSW 2: a forged response that holds the signed one before its signature',
    'malformed_answer',
    /^Response in a wrong place$/,
    (t) => forgedResponse(t, bare(t.good.xml) + signatureIn(t.good.xml)),
    response,
  ],
  [
    'XSW 3: a forged assertion before the signed one',
    'malformed_answer',
    /^several assertions$/,
    (t) => withAssertion(t, (signedOne) => forged(signedOne) + signedOne),
  ],
  [
    'XSW 3 turned round: a forged assertion behind the signed one',
    'malformed_answer',
    /^several assertions$/,
    (t) => withAssertion(t, (signedOne) => signedOne + forged(signedOne)),
  ],
  [
    'XSW 4: a forged assertion around the signed one',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) => withAssertion(t, (signedOne) => endingWith(forged(signedOne), signedOne)),
  ],
  [
    'XSW 5: a forged assertion with the signature, the signed one at the end',
    'malformed_answer',
    /^several assertions$/,
    (t) =>
      withAssertion(
        t,
        (signedOne) => forgedWith(signedOne, signatureIn(signedOne)) + bare(signedOne),
      ),
  ],
  [
    'XSW 6: a forged assertion with the signature, which holds the signed one',
    'signature',
    /^the Signature holds more than SignedInfo, SignatureValue and KeyInfo$/,
    (t) =>
      withAssertion(t, (signedOne) =>
        forgedWith(signedOne, endingWith(signatureIn(signedOne), bare(signedOne))),
      ),
  ],
  [
    'XSW 7: a forged assertion in an extension',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) => extendedBy(t.good.xml, forged(assertionIn(t.good.xml))),
  ],
  [
    'XSW 8: a forged assertion with the signature, whose object holds the signed one',
    'signature',
    /^the Signature holds more than SignedInfo, SignatureValue and KeyInfo$/,
    (t) =>
      withAssertion(t, (signedOne) =>
        forgedWith(signedOne, withObject(signatureIn(signedOne), bare(signedOne))),
      ),
  ],
  [
    'the signed assertion in an extension, a forged one in its place',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) => extendedBy(withAssertion(t, forged), assertionIn(t.good.xml)),
  ],
  [
    'the signed assertion in the detail of the status',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) =>
      withAssertion(t, forged).replace(
        '</samlp:Status>',
        `<samlp:StatusDetail>${assertionIn(t.good.xml)}</samlp:StatusDetail></samlp:Status>`,
      ),
  ],
  [
    'the signed assertion as advice to a forged one',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) =>
      withAssertion(t, (signedOne) =>
        endingWith(forged(signedOne), `<saml:Advice>${signedOne}</saml:Advice>`),
      ),
  ],
  [
    'the signed assertion in the confirmation of a forged one',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) =>
      withAssertion(t, (signedOne) =>
        forged(signedOne).replace(
          /(<saml:SubjectConfirmationData [^>]*)\/>/,
          (_, start) => `${start}>${signedOne}</saml:SubjectConfirmationData>`,
        ),
      ),
  ],
  [
    'the signed assertion as the value of a forged one’s attribute',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) =>
      withAssertion(t, (signedOne) =>
        forged(signedOne).replace(
          '</saml:AttributeStatement>',
          (end) =>
            `<saml:Attribute Name="x"><saml:AttributeValue>${signedOne}</saml:AttributeValue></saml:Attribute>${end}`,
        ),
      ),
  ],
  [
    'the signature at a forged response, the signed assertion in an extension',
    'signature',
    /^the Reference is to another element than the signed one$/,
    (t) => {
      const signedOne = assertionIn(t.good.xml);
      return extendedBy(
        afterIssuer(withAssertion(t, forged), signatureIn(signedOne)),
        bare(signedOne),
      );
    },
  ],
  [
    'the signed response in an extension of a forged one',
    'malformed_answer',
    /^Response in a wrong place$/,
    (t) => extendedBy(forged(t.good.xml), t.good.xml),
    response,
  ],
  [
    'the signed response as a child of a forged one',
    'malformed_answer',
    /^Response in a wrong place$/,
    (t) => endingWith(forged(t.good.xml), t.good.xml),
    response,
  ],
  [
    'the signed response in the object of a forged one’s signature',
    'signature',
    /^the Signature holds more than SignedInfo, SignatureValue and KeyInfo$/,
    (t) => forgedResponse(t, withObject(signatureIn(t.good.xml), bare(t.good.xml))),
    response,
  ],
  [
    'a forged response in an envelope with the signed one',
    'malformed_answer',
    /^no Response$/,
    (t) => `<x:Envelope xmlns:x="urn:x">${forged(t.good.xml)}${t.good.xml}</x:Envelope>`,
    response,
  ],
  [
    'a forged assertion under the ID of the signed one, before it',
    'malformed_answer',
    /^several assertions$/,
    (t) =>
      withAssertion(t, (signedOne) => {
        const one = forged(signedOne);
        return one.replace(idOf(one), idOf(signedOne)) + signedOne;
      }),
  ],
  [
    'a forged assertion under the ID of the signed one, which is hidden in an extension',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) =>
      extendedBy(
        withAssertion(t, (signedOne) => {
          const one = forgedWith(signedOne, signatureIn(signedOne));
          return one.replace(idOf(one), idOf(signedOne));
        }),
        bare(assertionIn(t.good.xml)),
      ),
  ],
  ...(['Id', 'id', 'xml:id', 'x:ID'] as const).map(
    (attribute): Attack => [
      `a forged assertion with the signature, its ID once more as ${attribute} of an extension`,
      'malformed_answer',
      /^an ID twice$/,
      (t) =>
        extendedBy(
          withAssertion(t, (signedOne) => {
            const one = forgedWith(signedOne, signatureIn(signedOne));
            return one.replace(idOf(one), idOf(signedOne));
          }),
          `<x:hidden xmlns:x="urn:x" ${attribute}="${idOf(assertionIn(t.good.xml))}">${bare(assertionIn(t.good.xml))}</x:hidden>`,
        ),
    ],
  ),
  [
    'a forged assertion without an ID, the signed one in an extension',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) =>
      extendedBy(
        withAssertion(t, (signedOne) => forged(signedOne).replace(/ ID="[^"]*"/, '')),
        assertionIn(t.good.xml),
      ),
  ],
  [
    'a forged assertion of no namespace of SAML’s before the signed one',
    'malformed_answer',
    /^Assertion in a wrong place$/,
    (t) =>
      withAssertion(
        t,
        (signedOne) =>
          forged(signedOne).replace(/urn:oasis:names:tc:SAML:2.0:assertion"/, 'urn:x"') + signedOne,
      ),
  ],
  [
    'two assertions, each signed by the portal',
    'malformed_answer',
    /^several assertions$/,
    (t) => withAssertion(t, (signedOne) => assertionIn(t.respond({}, mallory).xml) + signedOne),
  ],
  [
    'a signed assertion without a response',
    'malformed_answer',
    /^no Response$/,
    (t) => assertionIn(t.good.xml),
  ],
  [
    'a response in an envelope of SOAP',
    'malformed_answer',
    /^no Response$/,
    (t) =>
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${t.good.xml}</s:Body></s:Envelope>`,
  ],
  [
    'a forged assertion beside a logout request that the portal signed',
    'malformed_answer',
    /^LogoutRequest in a wrong place$/,
    (t) => {
      const request = provider.logoutRequest(
        { nameId: { value: 'name-of-alice' } },
        { target: t.asked.acs },
      );
      const signedOne = signed(request, idOf(request), keys.first);
      return extendedBy(withAssertion(t, forged), signedOne);
    },
  ],
  [
    'a forged assertion beside metadata that the portal signed',
    'signature',
    /^in a wrong place$/,
    (t) => {
      const metadata = provider.metadata().replace('entityID', 'ID="_metadata" entityID');
      const signedOne = signed(metadata, '_metadata', keys.first, { place: 'first' });
      return extendedBy(withAssertion(t, forged), signedOne);
    },
  ],
  [
    'a forged assertion with the signature of the portal’s metadata',
    'signature',
    /^the Reference is to another element than the signed one$/,
    (t) => {
      const metadata = provider.metadata().replace('entityID', 'ID="_metadata" entityID');
      const signedOne = signed(metadata, '_metadata', keys.first, { place: 'first' });
      return extendedBy(
        withAssertion(t, (one) => forgedWith(one, signatureIn(signedOne))),
        bare(signedOne),
      );
    },
  ],
];
