import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import {
  attributeOf,
  childElements,
  childrenNamed,
  descendants,
  isElement,
  NS,
  onlyChild,
} from '@/lib/sso/saml/xml-tree';

/** What may encrypt for us, the best first (XML Encryption 1.1 §5.2). */
export const ENCRYPTION_METHODS: readonly string[] = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
  'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
];
const ELEMENT = 'http://www.w3.org/2001/04/xmlenc#Element';
/** RSA-OAEP with SHA-1 for its mask, where nothing depends on that hash's collisions. */
export const KEY_TRANSPORT = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p';
export const KEY_TRANSPORT_DIGEST = 'http://www.w3.org/2000/09/xmldsig#sha1';

/** Portals write some twenty; whoever opens it searches them all, several times. */
const MOST_ELEMENTS = 60;

/**
 * What is wrong with how an assertion is encrypted (Core §2.3.4), before anybody opens it: one piece of data,
 * one key for it that stands with it, AES and RSA-OAEP. RSA with the padding of PKCS #1 1.5 tells whoever asks
 * often enough what is inside (Bleichenbacher), and more than one piece leaves it to the reader which one counts.
 *
 * @returns null when nothing is wrong; a text without values of the document otherwise
 */
export function encryptionFault(encrypted: XmlElement): string | null {
  if ([...descendants(encrypted)].length > MOST_ELEMENTS)
    return 'it holds more than data and a key';
  const data = onlyChild(encrypted, NS.encryption, 'EncryptedData');
  const beside = childrenNamed(encrypted, NS.encryption, 'EncryptedKey');
  if (!data) return 'there is not one EncryptedData';
  if (childElements(encrypted).length !== 1 + beside.length) return 'something stands beside it';
  if ((attributeOf(data, 'Type') ?? ELEMENT) !== ELEMENT)
    return 'it is not encrypted as an element';
  const info = onlyChild(data, NS.signature, 'KeyInfo');
  const inside = info ? childrenNamed(info, NS.encryption, 'EncryptedKey') : [];
  const [key, another] = [...inside, ...beside];
  if (!info || !key || another) return 'there is not one EncryptedKey';
  if (inside.length === 0 && !isRetrieved(info, key))
    return 'the EncryptedKey is of something else';
  if (!hasOneCipher(data) || !hasOneCipher(key)) return 'there is not one CipherValue';
  if (!ENCRYPTION_METHODS.includes(methodOf(data) ?? ''))
    return 'the content is encrypted by no AES of ours';
  if (methodOf(key) !== KEY_TRANSPORT)
    return 'the key is encrypted by another method than RSA-OAEP';
  const method = onlyChild(key, NS.encryption, 'EncryptionMethod');
  const digests = childElements(method as XmlElement).map((one) => attributeOf(one, 'Algorithm'));
  return digests.every((digest) => digest === KEY_TRANSPORT_DIGEST)
    ? null
    : 'RSA-OAEP with another digest';
}

/** Shibboleth and Okta may keep it beside the data and point there. */
function isRetrieved(info: XmlElement, key: XmlElement): boolean {
  const [only, another] = childElements(info);
  const id = attributeOf(key, 'Id') ?? '';
  return (
    only !== undefined &&
    !another &&
    isElement(only, NS.signature, 'RetrievalMethod') &&
    /^[A-Za-z_][\w.-]*$/.test(id) &&
    attributeOf(only, 'URI') === `#${id}`
  );
}

function hasOneCipher(element: XmlElement): boolean {
  const cipher = onlyChild(element, NS.encryption, 'CipherData');
  return (
    cipher !== undefined &&
    childElements(cipher).length === 1 &&
    onlyChild(cipher, NS.encryption, 'CipherValue') !== undefined
  );
}

function methodOf(element: XmlElement): string | undefined {
  return attributeOf(onlyChild(element, NS.encryption, 'EncryptionMethod'), 'Algorithm');
}
