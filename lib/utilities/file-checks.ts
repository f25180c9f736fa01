import { createHash, X509Certificate } from 'node:crypto';
import { isAddress } from '@/lib/utilities/setting-rules';
import type { UtilityDocument } from '@/lib/utilities/utility-document';

/** The settings that may name a file. */
export const FILE_FIELDS = ['brand.logo', 'sso.metadata', 'sso.metadataCertificate'] as const;
export type FileField = (typeof FILE_FIELDS)[number];

/** The content of a file that a utility's document names. */
export interface ConfiguredFile {
  mediaType: string;
  content: Buffer;
  /** SHA-256 of the content, hex. */
  digest: string;
}

export type FilesByField = Partial<Record<FileField, ConfiguredFile>>;

const KIB = 1024;

/** How much of a file is read at all. */
export const MAX_FILE_BYTES: Record<FileField, number> = {
  'brand.logo': 64 * KIB,
  'sso.metadata': 1024 * KIB,
  'sso.metadataCertificate': 64 * KIB,
};

/** The files that a document names: their paths as the operator wrote them. */
export function namedFiles({ brand, sso }: UtilityDocument): Partial<Record<FileField, string>> {
  const metadata = sso?.kind === 'saml' && !isAddress(sso.metadata) ? sso.metadata : null;
  const certificate = sso?.kind === 'saml' ? sso.metadataCertificate : null;
  return {
    ...(brand?.logo ? { 'brand.logo': brand.logo } : {}),
    ...(metadata ? { 'sso.metadata': metadata } : {}),
    ...(certificate ? { 'sso.metadataCertificate': certificate } : {}),
  };
}

/**
 * Recognises a file by its content, never by its name.
 * @returns the file, or one line that says what is wrong with it
 */
export function checkFile(field: FileField, content: Buffer): ConfiguredFile | string {
  const limit = MAX_FILE_BYTES[field];
  if (content.length > limit) return `must have at most ${limit / KIB} KiB`;
  const found = RECOGNISERS[field](content);
  return found.mediaType === null
    ? found.fault
    : { mediaType: found.mediaType, content, digest: contentDigest(content) };
}

type Recognised = { mediaType: string } | { mediaType: null; fault: string };

const RECOGNISERS: Record<FileField, (content: Buffer) => Recognised> = {
  'brand.logo': recogniseImage,
  'sso.metadata': recogniseMetadata,
  'sso.metadataCertificate': recogniseCertificate,
};

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const XML_PROLOG = /^\s*(<\?xml[^>]*\?>)?(\s|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*>)*/;

function recogniseImage(content: Buffer): Recognised {
  if (content.subarray(0, 8).equals(PNG_SIGNATURE)) return { mediaType: 'image/png' };
  const root = textOf(content).replace(XML_PROLOG, '');
  if (/^<(\w+:)?svg[\s>/]/.test(root)) return { mediaType: 'image/svg+xml' };
  return { mediaType: null, fault: 'must be a PNG or SVG image' };
}

function recogniseMetadata(content: Buffer): Recognised {
  const text = textOf(content).trim();
  if (/^<[?!\w]/.test(text) && text.endsWith('>')) return { mediaType: 'application/xml' };
  return { mediaType: null, fault: 'must be an XML file' };
}

function recogniseCertificate(content: Buffer): Recognised {
  try {
    if (!content.includes('-----BEGIN CERTIFICATE-----')) throw new Error('not PEM');
    new X509Certificate(content);
    return { mediaType: 'application/x-pem-file' };
  } catch {
    return { mediaType: null, fault: 'must be a certificate in PEM form' };
  }
}

function textOf(content: Buffer): string {
  return content.toString('utf8').replace(/^\uFEFF/, '');
}

function contentDigest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
