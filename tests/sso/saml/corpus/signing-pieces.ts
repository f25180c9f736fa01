import type { Attack } from '@/tests/sso/saml/corpus/attack';
import { assertionIn, forged, idOf, signatureIn } from '@/tests/sso/saml/corpus/pieces';
import type { How } from '@/tests/support/saml-provider';
import { digestOf, type SignHow } from '@/tests/support/saml-provider/sign-xml';

export const both = { sign: 'both' } as const;
export const response = { sign: 'response' } as const;

/** The good one, changed after it was signed. */
export function touched(find: string | RegExp, put: string): Attack[3] {
  return ({ good }) => {
    const xml = good.xml.replace(find, put);
    if (xml === good.xml) throw new Error('Nothing changed.');
    return xml;
  };
}

/** The portal's own, and signed so. */
export function portal(signature: SignHow): How {
  return { signature };
}

/** With a forged assertion under the signature of the good one. */
export function keepingSignature(change: (signature: string, digest: string) => string): Attack[3] {
  return ({ good }) => {
    const one = assertionIn(good.xml);
    const id = idOf(one);
    const other = forged(one).replace(/\bID="[^"]*"/, `ID="${id}"`);
    const signature = change(signatureIn(one), digestOf(other, id));
    return good.xml.replace(one, () => other.replace('</saml:Issuer>', (end) => end + signature));
  };
}

export const digestIn = /<ds:DigestValue>([^<]*)<\/ds:DigestValue>/;
