import { instantOf } from '@/lib/sso/saml/instant-rules';
import { readCertificates } from '@/lib/sso/saml/metadata-certificates-rules';
import { type MetadataFault, MetadataRefused } from '@/lib/sso/saml/metadata-faults-rules';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { METADATA_LIMITS, readXml, type XmlElement, XmlRefused } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childElements, childrenNamed, isElement, NS } from '@/lib/sso/saml/xml-tree';
import { isTrustworthyAddress } from '@/lib/utilities/setting-rules';

export type MetadataReading =
  | {
      kind: 'read';
      provider: SamlProvider;
      /** How long it may be kept before somebody looks again (`cacheDuration`); null where it does not say. */
      cacheSeconds: number | null;
    }
  | RefusedMetadata;

export interface RefusedMetadata {
  kind: 'refused';
  fault: MetadataFault;
  /** For the operator. */
  detail: string;
}

/** SAML Core §8.3.6. */
const LONGEST_ENTITY_ID = 1024;
const SAML2 = NS.protocol;
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

/**
 * Reads a portal's description of itself (SAML Metadata 2.0): of one identity provider, in an
 * EntityDescriptor or alone in an EntitiesDescriptor. Keys are taken from its IDPSSODescriptor alone, since
 * AD FS and Entra publish others beside it (WS-Federation, a service provider), which must not vouch for
 * people here.
 *
 * @param xml bytes in UTF-8, with or without a byte order mark; or the text
 */
export function readMetadata(xml: string | Uint8Array, now: Date): MetadataReading {
  try {
    const root = readXml(metadataText(xml), METADATA_LIMITS);
    return { kind: 'read', ...describedBy(root, now) };
  } catch (error) {
    if (error instanceof MetadataRefused) {
      return { kind: 'refused', fault: error.fault, detail: error.message };
    }
    if (!(error instanceof XmlRefused)) throw error;
    return { kind: 'refused', fault: 'not_xml', detail: error.message };
  }
}

/** @throws MetadataRefused for other encodings, which one reader would take for this and the next for that */
export function metadataText(xml: string | Uint8Array): string {
  if (typeof xml === 'string') return xml.replace(/^\uFEFF/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(xml);
  } catch {
    throw new MetadataRefused('not_utf8', 'bytes that are not UTF-8');
  }
}

function describedBy(root: XmlElement, now: Date) {
  const { entity, role, around } = theProvider(root);
  const validUntil = earliest(around);
  if (validUntil && validUntil <= now) {
    throw new MetadataRefused('expired', `valid until ${validUntil.toISOString()}`);
  }
  const logout = serviceOf(role, 'SingleLogoutService');
  const signIn = serviceOf(role, 'SingleSignOnService');
  if (!signIn)
    throw new MetadataRefused('no_sign_in_address', 'no SingleSignOnService by HTTP-Redirect');
  const provider: SamlProvider = {
    entityId: entityIdOf(entity),
    signInAddress: addressIn(signIn, 'Location'),
    logoutAddress: logout ? addressIn(logout, 'Location') : null,
    logoutResponseAddress: logout
      ? addressIn(
          logout,
          logout.attributes.has('ResponseLocation') ? 'ResponseLocation' : 'Location',
        )
      : null,
    certificates: readCertificates(role, now),
    wantsSignedRequests: isTrue(attributeOf(role, 'WantAuthnRequestsSigned')),
    validUntil: validUntil?.toISOString() ?? null,
  };
  return { provider, cacheSeconds: shortestCache(around) };
}

interface Found {
  entity: XmlElement;
  role: XmlElement;
  /** The role, its entity, and every list that this stands in: each may say how long it is good. */
  around: XmlElement[];
}

function theProvider(root: XmlElement): Found {
  const isList = isElement(root, NS.metadata, 'EntitiesDescriptor');
  if (!isList && !isElement(root, NS.metadata, 'EntityDescriptor')) {
    throw new MetadataRefused(
      'not_metadata',
      'the root is no EntityDescriptor and no EntitiesDescriptor',
    );
  }
  const [found, another] = [...providersIn(root, [])];
  if (!found) throw new MetadataRefused('no_provider', 'no IDPSSODescriptor for SAML 2.0');
  if (another)
    throw new MetadataRefused('several_providers', 'more than one IDPSSODescriptor for SAML 2.0');
  return found;
}

function* providersIn(element: XmlElement, lists: XmlElement[]): Generator<Found> {
  if (isElement(element, NS.metadata, 'EntityDescriptor')) {
    for (const role of childrenNamed(element, NS.metadata, 'IDPSSODescriptor')) {
      const protocols = attributeOf(role, 'protocolSupportEnumeration')?.split(/\s+/);
      if (protocols?.includes(SAML2)) {
        yield { entity: element, role, around: [role, element, ...lists] };
      }
    }
  } else if (isElement(element, NS.metadata, 'EntitiesDescriptor')) {
    for (const child of childElements(element)) yield* providersIn(child, [element, ...lists]);
  }
}

function entityIdOf(entity: XmlElement): string {
  const entityId = attributeOf(entity, 'entityID') ?? '';
  const isOne = entityId.length <= LONGEST_ENTITY_ID && /^[^\s\p{C}\p{Z}]+$/u.test(entityId);
  if (!isOne)
    throw new MetadataRefused('entity_id', `an entityID of ${entityId.length} characters`);
  return entityId;
}

function serviceOf(role: XmlElement, name: string): XmlElement | undefined {
  return childrenNamed(role, NS.metadata, name).find(
    (service) => attributeOf(service, 'Binding') === REDIRECT,
  );
}

/** The browser goes there, and not this server: an address inside the network is the portal's own affair. */
function addressIn(service: XmlElement, attribute: string): string {
  const address = attributeOf(service, attribute)?.trim() ?? '';
  // As it is, for the portal compares it; but a header takes no other letters.
  if (isTrustworthyAddress(address)) {
    return /^[\x21-\x7e]+$/.test(address) ? address : new URL(address).href;
  }
  throw new MetadataRefused('address', `${attribute} of ${service.name}`);
}

function earliest(elements: readonly XmlElement[]): Date | null {
  const instants = elements.flatMap((element) => {
    const written = attributeOf(element, 'validUntil');
    if (written === undefined) return [];
    const instant = instantOf(written);
    if (!instant)
      throw new MetadataRefused('not_metadata', `validUntil of ${element.name} is no time`);
    return [instant.getTime()];
  });
  return instants.length > 0 ? new Date(Math.min(...instants)) : null;
}

/** A hint: what is no duration is as good as none. */
function shortestCache(elements: readonly XmlElement[]): number | null {
  const seconds = elements.flatMap(
    (element) => durationSeconds(attributeOf(element, 'cacheDuration')) ?? [],
  );
  return seconds.length > 0 ? Math.min(...seconds) : null;
}

const DURATION =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECONDS = [365 * 86_400, 30 * 86_400, 86_400, 3600, 60, 1];

/** `xs:duration`; months and years are about as long as they are. */
function durationSeconds(text: string | undefined): number | null {
  const parts = DURATION.exec(text?.trim() ?? '')?.slice(1);
  if (!parts?.some((part) => part !== undefined)) return null;
  return parts.reduce((sum, part, unit) => sum + Number(part ?? 0) * (SECONDS[unit] ?? 0), 0);
}

/** `xs:boolean`. */
function isTrue(text: string | undefined): boolean {
  return text?.trim() === 'true' || text?.trim() === '1';
}
