import { NAVIGATION, sessionOf } from '@/bench/form';
import { type Answer, Client } from '@/bench/load';
import {
  type BenchSamlProvider,
  HOSTILE_HEADER,
  PERSON_HEADER,
} from '@/bench/saml-provider-process';
import { operatorScope } from '@/cli/operator-scope';
import { demoScope } from '@/demo/seed';
import { refreshMetadata } from '@/lib/sso/saml/refresh-metadata';
import { ensureServiceKeys } from '@/lib/sso/saml/roll-service-keys';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import { checkDocument } from '@/lib/utilities/utility-document';

const UTILITY = 'saml-portal';

export function samlHost(port: number): string {
  return `${UTILITY}.localhost:${port}`;
}

/** Adds the utility whose people come from the portal, with its keys, as `csi apply` does. */
export async function addSamlUtility(port: number, provider: BenchSamlProvider): Promise<void> {
  const checked = checkDocument({
    utility: UTILITY,
    name: 'SAML Portal Utility',
    domains: [samlHost(port)],
    signIn: 'sso',
    sso: {
      kind: 'saml',
      metadata: provider.metadataAddress,
      attributes: { username: 'uid', fullName: 'displayName', email: 'mail', roles: 'groups' },
      roles: { CSR: ['csi-reps'] },
    },
  });
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.faults));
  const source = { document: checked.document, files: {}, secrets: {} };
  const outcome = await applyUtilities(demoScope(), [source]);
  if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome));
  await ensureServiceKeys(await samlScope());
  await takeMetadata();
}

/** The operator at that utility. */
export function samlScope() {
  return operatorScope(UTILITY);
}

/** `csi sso refresh`: what the portal publishes now is live when this returns. */
export async function takeMetadata(): Promise<void> {
  const refreshed = await refreshMetadata(await samlScope());
  if (refreshed?.kind !== 'taken') throw new Error(`No metadata: ${JSON.stringify(refreshed)}`);
}

/** A browser that goes on from the portal: the form's fields, and the cookie of the request. */
export interface Carried {
  form: string;
  cookie: string;
}

/** Browsers of people of that utility, before the server and before the provider. */
export interface SamlVisits {
  start(): Promise<Answer>;
  /** From the answer of {@link start} through the portal. @param hostile which body it makes, if not a good one */
  throughPortal(begun: Answer, person: number, hostile?: string): Promise<Carried>;
  /** Posts the portal's form, from another site and without cookies, whatever comes of it. */
  post(form: string): Promise<Answer>;
  /** Goes on from the answer of {@link post}, with cookies. @throws where it does not lead on */
  finish(posted: Answer, carried: Carried): Promise<Answer>;
  /** All of it. @returns the session's cookie @throws where it does not end in one */
  signIn(person: number): Promise<string>;
  /** What may encrypt for this utility, as its own metadata has it: PEM, the first of its kind. */
  encryptionCertificate(): Promise<string>;
  close(): void;
}

export function samlVisits(
  port: number,
  { signInAddress }: Pick<BenchSamlProvider, 'signInAddress'>,
  connections: number,
): SamlVisits {
  const client = new Client(port, samlHost(port), connections);
  const { host, port: portalPort } = new URL(signInAddress);
  const portal = new Client(Number(portalPort), host, connections);
  const visits: SamlVisits = {
    start: () => client.ask({ path: '/sso/start', headers: NAVIGATION }),
    async throughPortal({ status, headers, body }, person, hostile) {
      const cookie = headers['set-cookie']?.find((text) => text.startsWith('csi-sso-'));
      if (status !== 303 || !cookie || !headers.location?.startsWith(signInAddress)) {
        throw new Error(`/sso/start was answered ${status}: ${body.slice(0, 300)}`);
      }
      const { pathname, search } = new URL(headers.location);
      const told = await portal.ask({
        path: `${pathname}${search}`,
        headers: {
          [PERSON_HEADER]: String(person),
          ...(hostile === undefined ? {} : { [HOSTILE_HEADER]: hostile }),
        },
      });
      if (!told.body.startsWith('SAMLResponse=')) throw new Error(`The portal said ${told.body}`);
      return { form: told.body, cookie: cookie.slice(0, cookie.indexOf(';')) };
    },
    post(form) {
      const body = Buffer.from(form);
      const headers = {
        ...NAVIGATION,
        origin: new URL(signInAddress).origin,
        'sec-fetch-site': 'cross-site',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
      };
      return client.ask({ method: 'POST', path: '/sso/saml/acs', headers, body });
    },
    finish({ status, headers, body }, { cookie }) {
      const { location = '' } = headers;
      if (status !== 303 || !location.startsWith(`${client.origin}/sso/saml/finish?`)) {
        throw new Error(`/sso/saml/acs was answered ${status}: ${body.slice(0, 300)}`);
      }
      const path = location.slice(client.origin.length);
      return client.ask({
        path,
        headers: { ...NAVIGATION, 'sec-fetch-site': 'cross-site', cookie },
      });
    },
    async signIn(person) {
      const carried = await visits.throughPortal(await visits.start(), person);
      return sessionOf(await visits.finish(await visits.post(carried.form), carried));
    },
    async encryptionCertificate() {
      const { body } = await client.ask({ path: '/sso/saml/metadata' });
      const [, base64] = /use="encryption">.*?<ds:X509Certificate>([^<]+)</s.exec(body) ?? [];
      if (!base64) throw new Error('The metadata has no certificate to encrypt for.');
      return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`;
    },
    close() {
      client.close();
      portal.close();
    },
  };
  return visits;
}
