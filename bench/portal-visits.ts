import { NAVIGATION, sessionOf } from '@/bench/form';
import { type Answer, Client } from '@/bench/load';
import { type OpenidProvider, PERSON_HEADER } from '@/bench/openid-provider-process';
import { demoScope } from '@/demo/seed';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import { checkDocument } from '@/lib/utilities/utility-document';

const UTILITY = 'portal';

/** The host of the utility whose people come from the portal. */
export function portalHost(port: number): string {
  return `${UTILITY}.localhost:${port}`;
}

/** Adds that utility as `csi apply` does. */
export async function addPortalUtility(port: number, provider: OpenidProvider): Promise<void> {
  const { issuer, clientId, clientSecret } = provider;
  const checked = checkDocument({
    utility: UTILITY,
    name: 'Portal Utility',
    domains: [portalHost(port)],
    signIn: 'sso',
    sso: {
      kind: 'oidc',
      issuer,
      clientId,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as an operator writes it
      clientSecret: '${PORTAL_OIDC_SECRET}',
      attributes: {
        username: 'preferred_username',
        fullName: 'name',
        email: 'email',
        roles: 'groups',
      },
      roles: { CSR: ['csi-reps'] },
    },
  });
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.faults));
  const secrets = { 'sso.clientSecret': clientSecret };
  const source = { document: checked.document, files: {}, secrets };
  const outcome = await applyUtilities(demoScope(), [source]);
  if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome));
}

/** Browsers of people of that utility, before the server and before the provider. */
export interface PortalVisits {
  client: Client;
  /** Asks to sign in, whatever comes of it. */
  start(): Promise<Answer>;
  /** From the answer of {@link start} through the provider: how the browser comes back. */
  throughPortal(begun: Answer, person: number): Promise<WayBack>;
  /** Comes back, whatever comes of it. */
  arrive(way: WayBack): Promise<Answer>;
  /** All of it. @returns the session's cookie @throws where it does not end in one */
  signIn(person: number): Promise<string>;
  close(): void;
}

export interface WayBack {
  path: string;
  cookie: string;
}

export function portalVisits(
  port: number,
  { issuer }: Pick<OpenidProvider, 'issuer'>,
  connections: number,
): PortalVisits {
  const client = new Client(port, portalHost(port), connections);
  const { host, port: providerPort } = new URL(issuer);
  const provider = new Client(Number(providerPort), host, connections);
  const visits: PortalVisits = {
    client,
    start: () => client.ask({ path: '/sso/start', headers: NAVIGATION }),
    async throughPortal({ status, headers, body }, person) {
      const cookie = headers['set-cookie']?.find((text) => text.startsWith('csi-sso-'));
      if (status !== 303 || !cookie || !headers.location?.startsWith(issuer)) {
        throw new Error(`/sso/start was answered ${status}: ${body.slice(0, 300)}`);
      }
      const asked = new URL(headers.location);
      const back = await provider.ask({
        path: `${asked.pathname}${asked.search}`,
        headers: { [PERSON_HEADER]: String(person) },
      });
      const location = String(back.headers.location);
      if (!location.startsWith(client.origin)) {
        throw new Error(`The provider answered ${back.status}: ${back.body.slice(0, 300)}`);
      }
      const { pathname, search } = new URL(location);
      return { path: `${pathname}${search}`, cookie: cookie.slice(0, cookie.indexOf(';')) };
    },
    arrive: ({ path, cookie }) =>
      client.ask({ path, headers: { ...NAVIGATION, 'sec-fetch-site': 'cross-site', cookie } }),
    async signIn(person) {
      const way = await visits.throughPortal(await visits.start(), person);
      return sessionOf(await visits.arrive(way));
    },
    close() {
      client.close();
      provider.close();
    },
  };
  return visits;
}
