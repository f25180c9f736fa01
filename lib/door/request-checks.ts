import type { IncomingHttpHeaders } from 'node:http';

/** Largest form that is read; the longest password, twice, percent-encoded, fits many times. */
export const MAX_FORM_BYTES = 64 * 1024;

/** Why the door turns a request away, with the status that says so. */
export interface Refusal {
  status: 403 | 405 | 411 | 413 | 415;
  reason: 'method' | 'origin' | 'length_missing' | 'too_large' | 'content_type';
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
 */
export function refusalOf(
  method: string,
  headers: IncomingHttpHeaders,
  ownOrigin: string,
): Refusal | null {
  if (SAFE_METHODS.has(method)) return null;
  if (method !== 'POST') return { status: 405, reason: 'method' };
  if (!comesFromHere(headers, ownOrigin)) return { status: 403, reason: 'origin' };
  return bodyRefusal(headers);
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

function bodyRefusal(headers: IncomingHttpHeaders): Refusal | null {
  const length = headers['content-length'];
  if (length === undefined) return { status: 411, reason: 'length_missing' };
  if (Number(length) > MAX_FORM_BYTES) return { status: 413, reason: 'too_large' };
  const type = CONTENT_TYPE.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? '';
  return FORM_TYPES.has(type) ? null : { status: 415, reason: 'content_type' };
}
