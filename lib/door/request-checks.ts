import type { IncomingHttpHeaders } from 'node:http';

/** Largest form that is read; the longest password, twice, percent-encoded, fits many times. */
export const MAX_FORM_BYTES = 64 * 1024;

/** The one address that takes a file, as it arrives (app/(signed-in)/admin/users/import/upload). */
const UPLOAD_PATH = '/admin/users/import/upload';
const UPLOAD_TYPE = 'multipart/form-data';
const MAX_UPLOAD_BYTES = 512 * 1024 * 1024;

/**
 * Where an identity provider posts to, by itself or through a person's browser. What comes there proves
 * itself by a signature, and by nothing that a browser adds; without one it does no more than a link.
 */
const PROVIDER_PATHS = new Set([
  '/sso/oidc/backchannel-logout',
  '/sso/oidc/initiate',
  '/sso/saml/acs',
  '/sso/saml/slo',
]);
/** A SAML answer of 256 KiB (lib/sso/saml/decode-rules), in base64 and percent-encoded. */
const LARGE_PATH = '/sso/saml/acs';
const MAX_LARGE_BYTES = 512 * 1024;
const PROVIDER_TYPES = new Set(['application/x-www-form-urlencoded']);

/** Whether a request is one that an identity provider makes: it comes from elsewhere. */
export function isProviderPost(method: string, pathname: string): boolean {
  return method === 'POST' && PROVIDER_PATHS.has(pathname);
}

/** Whether a request brings a file. */
export function isUpload(pathname: string): boolean {
  return pathname === UPLOAD_PATH;
}

/** Why the door turns a request away, with the status that says so. */
export interface Refusal {
  status: 403 | 405 | 411 | 413 | 415;
  reason: 'method' | 'origin' | 'length_missing' | 'too_large' | 'file_too_large' | 'content_type';
}

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** What browsers send forms and React sends actions as. */
const FORM_TYPES = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
]);

/** A media type with nothing behind it that somebody else could read as another type. */
const CONTENT_TYPE =
  /^\s*([a-z]+\/[a-z-]+)(?:\s*;\s*(?:charset|boundary)=(?:"[^"]*"|[^\s;,"]*))*\s*$/i;

/**
 * Whether a request may go further: null, or why not.
 *
 * @param ownOrigin scheme and host of the utility's domain that was asked for
 * @param pathname what is asked for
 */
export function refusalOf(
  method: string,
  headers: IncomingHttpHeaders,
  ownOrigin: string,
  pathname: string,
): Refusal | null {
  if (SAFE_METHODS.has(method)) return null;
  if (method !== 'POST') return { status: 405, reason: 'method' };
  if (isProviderPost(method, pathname)) {
    const limit = pathname === LARGE_PATH ? MAX_LARGE_BYTES : MAX_FORM_BYTES;
    return bodyRefusal(headers, PROVIDER_TYPES, limit);
  }
  if (!comesFromHere(headers, ownOrigin)) return { status: 403, reason: 'origin' };
  return isUpload(pathname) ? uploadRefusal(headers) : bodyRefusal(headers, FORM_TYPES);
}

/**
 * Cross-site request forgery: an unsafe request must come from a page of this very origin.
 * `same-site` is foreign, because utilities can be sibling subdomains. Without either header nothing
 * says where it came from; browsers of the last years send at least one.
 */
function comesFromHere(headers: IncomingHttpHeaders, ownOrigin: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && origin !== ownOrigin) return false;
  if (site !== undefined && site !== 'same-origin') return false;
  return origin !== undefined || site !== undefined;
}

function bodyRefusal(
  headers: IncomingHttpHeaders,
  types: ReadonlySet<string>,
  limit = MAX_FORM_BYTES,
): Refusal | null {
  const length = headers['content-length'];
  if (length === undefined) return { status: 411, reason: 'length_missing' };
  if (Number(length) > limit) return { status: 413, reason: 'too_large' };
  return types.has(typeOf(headers)) ? null : { status: 415, reason: 'content_type' };
}

function uploadRefusal(headers: IncomingHttpHeaders): Refusal | null {
  const length = headers['content-length'];
  if (length === undefined) return { status: 411, reason: 'length_missing' };
  if (Number(length) > MAX_UPLOAD_BYTES) return { status: 413, reason: 'file_too_large' };
  return typeOf(headers) === UPLOAD_TYPE ? null : { status: 415, reason: 'content_type' };
}

function typeOf(headers: IncomingHttpHeaders): string {
  return CONTENT_TYPE.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? '';
}
