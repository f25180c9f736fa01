import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { certify, newKeyPair } from '@/lib/sso/saml/make-certificate';

/** What the portal signs with; both in PEM. */
export interface PortalKey {
  privateKey: string;
  certificate: string;
}

/** As long as most portals' keys are: nobody waits for it long. */
const RSA_BITS = 2048;

export async function makePortalKey(): Promise<PortalKey> {
  const certified = { name: 'Summit staff portal', purpose: 'signing', now: new Date() } as const;
  return certify(await newKeyPair(RSA_BITS), certified);
}

/**
 * The key in this file, made when there is none: it stays from start to start, so that the metadata
 * that was read at an earlier one still fits. Readable by its starter only.
 */
export async function keptPortalKey(path: string): Promise<PortalKey> {
  if (!existsSync(path)) {
    const { privateKey, certificate } = await makePortalKey();
    writeFileSync(path, privateKey + certificate, { mode: 0o600 });
  }
  const [privateKey, certificate] = readFileSync(path, 'utf8').split(/(?=-----BEGIN CERTIFICATE)/);
  if (!privateKey || !certificate) throw new Error(`${path} holds no key; delete it.`);
  return { privateKey, certificate };
}
