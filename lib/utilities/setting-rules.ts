import { z } from 'zod';

/** The kinds of value that a utility's settings have. Messages complete "field: …". */

export function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .int({ error: ifGiven(error) })
    .min(min, { error })
    .max(max, { error });
}

/**
 * Text on one line, without surrounding spaces, in NFC. Control, line-breaking and
 * direction-changing characters are refused: names end up in mail headers and beside other words.
 */
export function singleLine(maxLength: number) {
  return z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .refine((text) => text !== '', { error: 'must not be empty', abort: true })
    .refine((text) => [...text].length <= maxLength, {
      error: `must have at most ${maxLength} characters`,
    })
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text), {
      error: 'must be one line of plain text',
    });
}

/** An address for people to open. `javascript:` and the like are no links. */
export const link = z.string().refine((text) => parsed(text)?.protocol.match(/^https?:$/), {
  error: 'must be an http:// or https:// address',
});

/**
 * An address that the server itself trusts: https, or http on this machine, where nobody listens
 * in between. No user, password or fragment in it.
 */
export function isTrustworthyAddress(text: string): boolean {
  const url = parsed(text);
  if (!url || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** OpenID Connect Discovery 1.0 §3: https, no query, no fragment; compared as it is written. */
export const issuer = z
  .string()
  .refine((text) => isTrustworthyAddress(text) && !text.includes('?'), {
    error: 'must be an https:// address without a query (http:// only for localhost)',
  });

/** A file's path, or an address that is fetched again and again. */
export const fileOrAddress = z
  .string()
  .min(1, { error: 'must not be empty', abort: true })
  .refine((text) => !isAddress(text) || isTrustworthyAddress(text), {
    error: 'must be a file or an https:// address (http:// only for localhost)',
  });

export const filePath = z
  .string()
  .min(1, { error: 'must not be empty', abort: true })
  .refine((text) => !isAddress(text), { error: 'must be a file, not an address' });

/** Whether a setting that may be a file or an address is an address. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

export const timeZone = z.string().refine(isTimeZone, {
  error: 'must be an IANA time zone, as America/New_York',
});

const ENVIRONMENT_REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** A secret by the name of its environment variable; the message never repeats what was written. */
export const secretReference = z.string().regex(ENVIRONMENT_REFERENCE, {
  error: `must name an environment variable, as \${HARBOR_OIDC_SECRET}; the secret itself belongs in \
the environment, not in this file`,
});

/** `NAME` of `${NAME}`. */
export function environmentName(reference: string): string {
  const name = ENVIRONMENT_REFERENCE.exec(reference)?.[1];
  if (!name) throw new Error('Not a reference to an environment variable.');
  return name;
}

/** Says what is missing or of the wrong type, in words for somebody who writes YAML. */
export const inPlainWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined
      ? 'is missing'
      : `must be ${PLAIN_TYPES[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_value') return `must be ${issue.values.join(' or ')}`;
  if (issue.code === 'invalid_union' && Array.isArray(issue.options)) {
    return `must be ${issue.options.join(' or ')}`;
  }
  return undefined;
};

const PLAIN_TYPES: Record<string, string> = {
  string: 'text (put quotes around it)',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map of settings',
};

const ifGiven = (error: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? 'is missing' : error;

function parsed(text: string): URL | null {
  if (/\s/.test(text) || text.length > 2000 || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.username || url.password ? null : url;
}

/** Whether a host name, as `URL` gives it, stands for this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function isTimeZone(text: string): boolean {
  // Some versions of Intl also take offsets as +05:30, which know no summer time.
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
