import type { Counts, Figure } from '@/bench/figure';
import { type Installation, onServer } from '@/bench/installation';
import { samlCorpus } from '@/bench/saml-corpus';
import { samlHostile } from '@/bench/saml-hostile';
import { samlKeyRollover } from '@/bench/saml-key-rollover';
import { startSamlProvider } from '@/bench/saml-provider-process';
import { samlSignIn } from '@/bench/saml-sign-in';
import { addSamlUtility } from '@/bench/saml-visits';
import { freePort } from '@/demo/free-port';

/** Coming in from a SAML portal: what it costs, what people notice of rolled keys, and what an attacker can. */
export async function saml(installation: Installation, counts: Counts): Promise<Figure[]> {
  const provider = await startSamlProvider();
  try {
    const port = await freePort();
    await addSamlUtility(port, provider);
    const measured = await onServer(installation, port, async (server) => [
      ...(await onServer(installation, undefined, (bareServer) =>
        samlSignIn(server, bareServer, provider, counts),
      )),
      ...(await samlKeyRollover(server, provider, counts)),
      ...(await samlHostile(server, provider, counts)),
    ]);
    return [...measured, ...(await samlCorpus())];
  } finally {
    await provider.stop();
  }
}
