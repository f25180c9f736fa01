import type { Counts, Figure } from '@/bench/figure';
import { type Installation, onServer } from '@/bench/installation';
import { oidcKeyChange } from '@/bench/oidc-key-change';
import { oidcProviderAway } from '@/bench/oidc-provider-away';
import { oidcSignIn } from '@/bench/oidc-sign-in';
import { startOpenidProvider } from '@/bench/openid-provider-process';
import { addPortalUtility } from '@/bench/portal-visits';
import { freePort } from '@/demo/free-port';

/** Coming in from a portal: what it costs, and what people notice of a portal in trouble. */
export async function oidc(installation: Installation, counts: Counts): Promise<Figure[]> {
  const provider = await startOpenidProvider();
  try {
    const port = await freePort();
    await addPortalUtility(port, provider);
    return await onServer(installation, port, async (server) => [
      ...(await onServer(installation, undefined, (bareServer) =>
        oidcSignIn(server, bareServer, provider, counts),
      )),
      ...(await oidcKeyChange(server, provider, counts)),
      ...(await oidcProviderAway(server, provider, counts)),
    ]);
  } finally {
    await provider.stop();
  }
}
