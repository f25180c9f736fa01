import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { makeKey } from '@/lib/sso/saml/make-certificate';

/** What the portal signs with; both in PEM. */
export interface PortalKey {
  privateKey: string;
  certificate: string;
}

export function makePortalKey(): Promise<PortalKey> {
  return makeKey({ name: 'Summit staff portal', purpose: 'signing', now: new Date() });
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
