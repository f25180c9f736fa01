import { createPrivateKey, type KeyObject } from 'node:crypto';
import { makeCertificate } from '@/tests/support/certificates';

export interface ProviderKey {
  privateKey: KeyObject;
  /** PEM. */
  certificate: string;
  /** DER in base64, on one line. */
  base64: string;
}

async function keyOf(subject: string): Promise<ProviderKey> {
  const { certificate, privateKey, base64 } = await makeCertificate({ subject });
  return { privateKey: createPrivateKey(privateKey), certificate, base64 };
}

const [first, second, strangers, service] = await Promise.all(
  ['CN=portal.example', 'CN=portal.example, OU=next', 'CN=portal.example', 'CN=csi'].map(keyOf),
);

/** Made once a process. The stranger's certificate has the portal's name. */
export const keys = { first, second, strangers, service } as {
  first: ProviderKey;
  second: ProviderKey;
  strangers: ProviderKey;
  /** A service provider's, to encrypt for. */
  service: ProviderKey;
};
