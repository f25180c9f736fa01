import { promisify } from 'node:util';
import { decrypt, decryptKeyInfo } from 'xml-encryption';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { encryptionFault } from '@/lib/sso/saml/encryption-rules';
import type { ServiceKey } from '@/lib/sso/saml/service-keys';
import { writeXml } from '@/lib/sso/saml/write-xml-rules';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';

const opened = promisify(decrypt);

/**
 * Opens an encrypted assertion (Core §2.3.4) to look at it before the library that verifies does the same.
 * Whatever keeps it shut has one fault and one text: a portal's answer in AES-CBC that is not signed as a
 * whole can be changed on its way, and each difference between two failures would tell something of what
 * is inside. So what was encrypted for one key is tried with that one only, whatever comes of it.
 *
 * @param keys of which one may be meant
 * @returns the assertion, and the key that opened it
 * @throws AnswerRefused
 */
export async function decryptAssertion(
  encrypted: XmlElement,
  keys: readonly ServiceKey[],
): Promise<{ xml: string; key: ServiceKey }> {
  const fault = encryptionFault(encrypted);
  if (fault) throw new AnswerRefused('encryption', fault);
  if (keys.length === 0) throw new AnswerRefused('encryption', 'there is no key to open it with');
  const document = writeXml(encrypted);
  const key = keys.find((each) => isMeant(document, each));
  if (!key) throw new AnswerRefused('encryption', NOT_OPENED);
  try {
    return { xml: await opened(document, optionsOf(key)), key };
  } catch {
    throw new AnswerRefused('encryption', NOT_OPENED);
  }
}

export const NOT_OPENED = 'no key of ours opens it to what the portal has signed';

/** RSA-OAEP tells by itself whether it was encrypted for a key. */
function isMeant(document: string, key: ServiceKey): boolean {
  try {
    decryptKeyInfo(document, optionsOf(key));
    return true;
  } catch {
    return false;
  }
}

function optionsOf({ privateKey }: ServiceKey) {
  return { key: privateKey, disallowDecryptionWithInsecureAlgorithm: true };
}
