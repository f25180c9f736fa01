import { PERSISTENT } from '@/demo/portal/summit-messages';
import type { SummitProvider } from '@/demo/portal/summit-provider';
import type { Service, ServiceEntity } from '@/demo/portal/summit-service';
import { readXml, type XmlElement } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childrenNamed, NS, onlyChild, textIn } from '@/lib/sso/saml/xml-tree';

/** A message that is not answered; the text is for the engineer of the service that sent it. */
export class MessageRefused extends Error {}

export interface SignInRequest {
  id: string;
  /** Where the answer goes, one of the service's own addresses. */
  consumer: string;
  relayState: string | null;
  /** Whether the password must be typed though the person is signed in. */
  forceAuthn: boolean;
  /** Whether nothing may be shown. */
  isPassive: boolean;
  /** Whether the service wants a kind of name that the portal does not give. */
  wantsOtherName: boolean;
}

export interface LogoutRequest {
  id: string;
  subject: string;
  /** None means all sessions of the person. */
  sessionIndexes: string[];
  relayState: string | null;
}

const RECENT_MS = 5 * 60_000;
/** RSA with SHA-256 or SHA-512; the library would take SHA-1 too. */
const SIGNED_WITH: readonly string[] = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
];

/** @throws MessageRefused */
export async function readSignInRequest(
  { entity, signIn }: SummitProvider,
  rawQuery: string,
  service: Service,
): Promise<SignInRequest> {
  const message = await verified(rawQuery, service, 'SAMLRequest', (variant, request) =>
    entity.parseLoginRequest(variant, 'redirect', request),
  );
  const root = rootOf(message.xml, 'AuthnRequest', { service, destination: signIn });
  const consumer = attributeOf(root, 'AssertionConsumerServiceURL') ?? service.consumers[0];
  if (!service.consumers.includes(consumer)) {
    throw new MessageRefused('AssertionConsumerServiceURL is not in the metadata');
  }
  const format = attributeOf(onlyChild(root, NS.protocol, 'NameIDPolicy'), 'Format') ?? PERSISTENT;
  return {
    id: attributeOf(root, 'ID') ?? '',
    consumer,
    relayState: message.relayState,
    forceAuthn: isTrue(attributeOf(root, 'ForceAuthn')),
    isPassive: isTrue(attributeOf(root, 'IsPassive')),
    wantsOtherName: format !== PERSISTENT && !format.endsWith(':unspecified'),
  };
}

/** @throws MessageRefused */
export async function readLogoutRequest(
  { entity, logout }: SummitProvider,
  rawQuery: string,
  service: Service,
): Promise<LogoutRequest> {
  const message = await verified(rawQuery, service, 'SAMLRequest', (variant, request) =>
    entity.parseLogoutRequest(variant, 'redirect', request),
  );
  const root = rootOf(message.xml, 'LogoutRequest', { service, destination: logout });
  return {
    id: attributeOf(root, 'ID') ?? '',
    subject: textIn(onlyChild(root, NS.assertion, 'NameID')),
    sessionIndexes: childrenNamed(root, NS.protocol, 'SessionIndex').map(textIn),
    relayState: message.relayState,
  };
}

/**
 * Reads how a service answered our own logout.
 * @returns the ID of the request that it answers
 * @throws MessageRefused also where the service says that it did less than it was asked to
 */
export async function readLogoutAnswer(
  { entity, logout }: SummitProvider,
  rawQuery: string,
  service: Service,
): Promise<string> {
  const message = await verified(rawQuery, service, 'SAMLResponse', (variant, request) =>
    entity.parseLogoutResponse(variant, 'redirect', request),
  );
  const root = rootOf(message.xml, 'LogoutResponse', { service, destination: logout });
  const outer = onlyChild(
    onlyChild(root, NS.protocol, 'Status') ?? root,
    NS.protocol,
    'StatusCode',
  );
  if (!outer || childrenNamed(outer, NS.protocol, 'StatusCode').length > 0) {
    throw new MessageRefused('the logout is partial');
  }
  return attributeOf(root, 'InResponseTo') ?? '';
}

interface RedirectMessage {
  query: Record<string, string>;
  /** What the signature covers: the parameters as they were sent (SAML Bindings §3.4.4.1). */
  octetString: string;
}

type Parse = (variant: ServiceEntity, request: RedirectMessage) => Promise<{ samlContent: string }>;

/** The message, if any of the service's keys signed it. */
async function verified(
  rawQuery: string,
  { variants }: Service,
  parameter: 'SAMLRequest' | 'SAMLResponse',
  parse: Parse,
): Promise<{ xml: string; relayState: string | null }> {
  const request = redirectMessage(rawQuery, parameter);
  let trouble = 'it cannot be read';
  for (const variant of variants) {
    try {
      const { samlContent } = await parse(variant, request);
      return { xml: samlContent, relayState: request.query.RelayState ?? null };
    } catch (error) {
      trouble = error instanceof Error ? error.message : trouble;
    }
  }
  throw new MessageRefused(trouble);
}

function redirectMessage(rawQuery: string, parameter: string): RedirectMessage {
  const raw = new Map<string, string>();
  for (const pair of rawQuery.split('&')) {
    const name = pair.split('=', 1)[0] ?? '';
    if (raw.has(name)) throw new MessageRefused(`${name} stands there twice`);
    raw.set(name, pair);
  }
  // Read from what the signature covers: a name spelled in another way must not get in between.
  const read = (name: string) => new URLSearchParams(raw.get(name)).get(name);
  const names = [parameter, 'RelayState', 'SigAlg', 'Signature'];
  const query = Object.fromEntries(
    names.flatMap((name) => (raw.has(name) ? [[name, read(name) ?? '']] : [])),
  );
  if (!SIGNED_WITH.includes(query.SigAlg ?? '')) throw new MessageRefused('SigAlg is none of ours');
  const signed = names.slice(0, 3).flatMap((name) => raw.get(name) ?? []);
  return { query, octetString: signed.join('&') };
}

function rootOf(
  text: string,
  name: string,
  { service, destination }: { service: Service; destination: string },
): XmlElement {
  const root = readXml(text);
  if (root.namespace !== NS.protocol || root.name !== name) {
    throw new MessageRefused(`${name} was expected here`);
  }
  if (textIn(onlyChild(root, NS.assertion, 'Issuer')) !== service.entityId) {
    throw new MessageRefused('the Issuer is not the service');
  }
  if (attributeOf(root, 'Destination') !== destination) {
    throw new MessageRefused('the Destination is another address');
  }
  const age = Date.now() - Date.parse(attributeOf(root, 'IssueInstant') ?? '');
  if (!(Math.abs(age) < RECENT_MS)) throw new MessageRefused('the IssueInstant is not recent');
  return root;
}

/** xs:boolean */
function isTrue(value: string | undefined): boolean {
  return value === 'true' || value === '1';
}
