import { createHash } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import type { ConfiguredFile } from '@/lib/utilities/file-checks';
import type { TestCertificate } from '@/tests/support/certificates';

export const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';

interface Wishes {
  entityId?: string;
  /** In base64, for signing. */
  certificates?: string[];
  /** Attributes of the EntityDescriptor, as they are written. */
  attributes?: string;
  roleAttributes?: string;
  /** In place of the keys of these certificates. */
  keys?: string;
  services?: string;
  /** Beside the IDPSSODescriptor. */
  before?: string;
}

/** What a portal publishes of itself, as plain as may be. */
export function metadataOf({
  entityId = 'https://portal.example/entity',
  certificates = [],
  attributes = 'ID="_md"',
  roleAttributes = '',
  keys = certificates.map((certificate) => keyOf(certificate)).join(''),
  services = servicesAt('https://portal.example'),
  before = '',
}: Wishes): string {
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}" ${attributes}>${before}<IDPSSODescriptor ${roleAttributes} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys}${services}</IDPSSODescriptor></EntityDescriptor>`;
}

export function keyOf(certificate: string, use: string | null = 'signing'): string {
  const attribute = use === null ? '' : ` use="${use}"`;
  return `<KeyDescriptor${attribute}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`;
}

export function servicesAt(origin: string): string {
  return (
    `<SingleLogoutService Binding="${REDIRECT}" Location="${origin}/slo"/>` +
    `<SingleSignOnService Binding="${POST}" Location="${origin}/sso/post"/>` +
    `<SingleSignOnService Binding="${REDIRECT}" Location="${origin}/sso"/>`
  );
}

interface SigningWishes {
  /** `#id`, or `''` for the whole document. */
  uri?: string;
  algorithm?: string;
  digest?: string;
}

/** Signs the root as portals do: enveloped, canonicalised exclusively, and with the key beside it. */
export function signMetadata(
  xml: string,
  { certificate, privateKey }: TestCertificate,
  {
    uri = '#_md',
    algorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    digest = 'http://www.w3.org/2001/04/xmlenc#sha256',
  }: SigningWishes = {},
): string {
  const signed = new SignedXml({
    privateKey,
    publicCert: certificate,
    signatureAlgorithm: algorithm,
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signed.addReference({
    xpath: '/*',
    uri: uri.replace('#', ''),
    isEmptyUri: uri === '',
    digestAlgorithm: digest,
    transforms: [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ],
  });
  signed.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: '/*', action: 'prepend' },
  });
  return signed.getSignedXml();
}

/** A file as a utility's YAML names it. */
export function configuredFile(text: string, mediaType = 'application/xml'): ConfiguredFile {
  const content = Buffer.from(text);
  return { mediaType, content, digest: createHash('sha256').update(content).digest('hex') };
}
