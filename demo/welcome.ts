import { HARBOR_PASSWORD, TEMPORARY_PASSWORD, VALLEY_PASSWORD } from '@/demo/accounts';
import { PORTAL_PASSWORD } from '@/demo/portal/people';

interface Welcome {
  port: number;
  mailPort: number;
  /** The address of the staff portals. */
  portal: string;
  seconds: number;
  home: string;
  metricsToken: string;
}

/** What the demo prints when everything answers: where to go, and as whom. */
export function welcome({ port, mailPort, portal, seconds, home, metricsToken }: Welcome): string {
  return `
Ready after ${seconds.toFixed(1)} s.

Harbor Power   http://harbor.localhost:${port}
  danaortiz             administrator (CSA)                ${HARBOR_PASSWORD}
  samlee                representative (CSR)               ${HARBOR_PASSWORD}
  priyanair             representative and Bill Advisor    ${HARBOR_PASSWORD}
  newhire               temporary password                 ${TEMPORARY_PASSWORD}
  oldhire               temporary password, expired        ${TEMPORARY_PASSWORD}
  lockedout             locked                             ${HARBOR_PASSWORD}
  gonehome              disabled                           ${HARBOR_PASSWORD}
  twinone, twintwo      one email address between them     ${HARBOR_PASSWORD}

Summit Gas     http://summit.localhost:${port}
Its portal     ${portal}/summit   where staff of Summit Gas sign in (SAML), and go on from
  alice                 representative (CSR)               ${PORTAL_PASSWORD}
  bob                   representative and administrator   ${PORTAL_PASSWORD}
  carol                 no role at the CSI                 ${PORTAL_PASSWORD}

Valley Water   http://valley.localhost:${port}
  ericstone             administrator (CSA)                ${VALLEY_PASSWORD}
Its portal     ${portal}   where staff of Valley Water sign in (OpenID Connect)
  alice, bob, carol     as at Summit Gas                   ${PORTAL_PASSWORD}

Mail           http://localhost:${mailPort}   every mail that is sent; none leaves this machine

Operator       npm run demo:csi -- user unlock --utility harbor lockedout
Server log     ${home}/server.log
Metrics        curl -H 'Authorization: Bearer ${metricsToken}' http://127.0.0.1:${port}/api/metrics

Each start puts these accounts back as they stand here; "npm run demo -- --keep" leaves them,
"npm run demo -- --fresh" begins anew. Ctrl-C stops all of it.
`;
}
