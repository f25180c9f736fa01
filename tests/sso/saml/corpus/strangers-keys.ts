import { createPublicKey } from 'node:crypto';
import type { Attack, Target } from '@/tests/sso/saml/corpus/attack';
import { assertionIn, idOf } from '@/tests/sso/saml/corpus/pieces';
import { touched } from '@/tests/sso/saml/corpus/signing-pieces';
import { mallory } from '@/tests/sso/saml/saml-visit';
import { type How, keys } from '@/tests/support/saml-provider';
import { DSIG } from '@/tests/support/saml-provider/algorithms';
import { keyInfoOf, type SignHow, signed } from '@/tests/support/saml-provider/sign-xml';

const { first, second, strangers, service } = keys;

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

/** An answer about Mallory, who signs it so. */
function signedBy(key: How['key'], signature: SignHow = {}, sign: How['sign'] = 'assertion') {
  return ({ respond }: Target) => respond({ key, signature, sign }, mallory);
}

function bareKey(): string {
  const { n = '', e = '' } = createPublicKey(strangers.certificate).export({ format: 'jwk' });
  const base64 = (text: string) => Buffer.from(text, 'base64url').toString('base64');
  return `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${base64(n)}</ds:Modulus><ds:Exponent>${base64(e)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`;
}
