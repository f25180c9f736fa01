import { createPrivateKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type ConfiguredFile, checkFile } from '@/lib/utilities/file-checks';
import type { Installation } from '@/tests/e2e/support/installation';
import { makeCertificate } from '@/tests/support/certificates';
import { samlProvider, type TestSamlProvider } from '@/tests/support/saml-provider';

type Known = Pick<Installation, 'madeUpPort' | 'madeUpKey'>;

/** Soon enough for administrators to be told. */
const CERTIFICATE_DAYS = 20;

/** A key for all processes of a run. */
export async function makeUpKey(): Promise<Installation['madeUpKey']> {
  const made = await makeCertificate({ notBefore: new Date(), days: CERTIFICATE_DAYS });
  const { certificate, privateKey, base64 } = made;
  return { certificate, privateKey, base64 };
}

/**
 * The SAML portal of a utility for which tests speak: it says whatever a test wants, with the key that the
 * utility knows. That of `ford` has no address for logouts and their answers.
 */
export function madeUpProvider(
  utility: string,
  { madeUpPort, madeUpKey }: Known,
): TestSamlProvider {
  const origin = `http://localhost:${madeUpPort}/${utility}`;
  return samlProvider({
    entityId: `https://portal.example/${utility}`,
    signInAddress: `${origin}/sso`,
    logoutAddress: utility === 'ford' ? null : `${origin}/slo`,
    key: { ...madeUpKey, privateKey: createPrivateKey(madeUpKey.privateKey) },
  });
}

/** Its metadata, as an operator would have it in a file. */
export function madeUpMetadata(utility: string, known: Known): ConfiguredFile {
  const file = checkFile('sso.metadata', Buffer.from(madeUpProvider(utility, known).metadata()));
  if (typeof file === 'string') throw new Error(file);
  return file;
}

/** What a browser sees at such a portal until its test goes on. */
export function startMadeUpPortal(port: number): Promise<{ stop(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><html lang="en"><title>Made up</title><p>The made-up portal</p>');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => resolve({ stop: () => close(server) }));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
