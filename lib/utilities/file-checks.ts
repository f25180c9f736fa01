import { createHash, X509Certificate } from 'node:crypto';
import { isPng, readPng } from '@/lib/utilities/logo/read-png';
import { readSvg } from '@/lib/utilities/logo/read-svg';
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
  /** What the operator's file has and this one has not, each by its name in that file. */
  leftOut?: string[];
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
 * Recognises a file by its content, never by its name. A logo is read and written anew (see
 * `lib/utilities/logo`), so its content is not the operator's to the byte; given again, it stays as it is.
 *
 * @returns the file, or one line that says what is wrong with it
 */
export function checkFile(field: FileField, content: Buffer): ConfiguredFile | string {
  const limit = MAX_FILE_BYTES[field];
  const tooLarge = `must have at most ${limit / KIB} KiB`;
  if (content.length > limit) return tooLarge;
  const found = RECOGNISERS[field](content);
  if (found.mediaType === null) return found.fault;
  const kept = { content, ...found };
  return kept.content.length > limit ? tooLarge : { ...kept, digest: contentDigest(kept.content) };
}

type Recognised =
  | { mediaType: string; content?: Buffer; leftOut?: string[] }
  | { mediaType: null; fault: string };

const RECOGNISERS: Record<FileField, (content: Buffer) => Recognised> = {
  'brand.logo': recogniseLogo,
  'sso.metadata': recogniseMetadata,
  'sso.metadataCertificate': recogniseCertificate,
};

function recogniseLogo(content: Buffer): Recognised {
  if (isPng(content)) {
    const png = readPng(content);
    if (png.kind === 'refused') return unfit(png.fault);
    return { mediaType: 'image/png', content: png.content, leftOut: png.leftOut };
  }
  if (!textOf(content).trimStart().startsWith('<')) return unfit('must be a PNG or SVG image');
  const svg = readSvg(content);
  if (svg.kind === 'refused') return unfit(svg.fault);
  return { mediaType: 'image/svg+xml', content: svg.content, leftOut: svg.leftOut };
}

function unfit(fault: string): Recognised {
  return { mediaType: null, fault };
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
