import { isDatabaseUnavailable } from '@/lib/database-errors';
import { type Database, db } from '@/lib/db';
import { processWide } from '@/lib/process-wide';
import { normalizeHost } from '@/lib/utilities/host-rules';
import { RefreshedCache } from '@/lib/utilities/refreshed-cache';
import type { Utility } from '@/lib/utilities/utility';
import { domainOwners, findFile, findUtility } from '@/lib/utilities/utility-store';

/** A change by `csi apply` arrives on every server within this time. */
const FRESH_MS = 5_000;
const STALE_MS = 10 * 60_000;
const RETRY_MS = 1_000;

const timing = {
  freshMs: FRESH_MS,
  staleMs: STALE_MS,
  retryMs: RETRY_MS,
  isUnavailable: isDatabaseUnavailable,
};

/**
 * The directory is one entry with every domain of the installation, so that a stranger who makes
 * host names up costs a look into a Map: no query, no memory, no place that a real host loses.
 */
function caches() {
  return processWide('utilities-by-host', () => ({
    directory: new RefreshedCache<'all', Map<string, string>>({
      load: () => domainOwners(db()),
      ...timing,
    }),
    utilities: new RefreshedCache<string, Utility | null>({
      load: (utilityId) => findUtility(db(), utilityId),
      ...timing,
    }),
  }));
}

/**
 * The utility to which a request's host belongs; null for an unknown one. At most five seconds
 * behind the database, or ten minutes while that is away.
 *
 * @param host the Host header, as it came
 * @throws when the database is away and nothing recent is known, or a stored document is not valid
 */
export async function utilityByHost(host: string): Promise<Utility | null> {
  const { directory, utilities } = caches();
  const utilityId = (await directory.get('all')).get(normalizeHost(host));
  if (utilityId === undefined) return null;
  const utility = await utilities.get(utilityId);
  if (!utility) utilities.delete(utilityId);
  return utility;
}

/** Makes this process ask the database again, after a change that it made itself. */
export function forgetCachedUtilities(): void {
  const { directory, utilities } = caches();
  directory.clear();
  utilities.clear();
}

/** A utility as the database has it at this moment; null for an unknown one. */
export function utilityById(tx: Database, utilityId: string): Promise<Utility | null> {
  return findUtility(tx, utilityId);
}

/**
 * The utility's logo if it still is the one with this digest, so that it may be cached for ever.
 * An SVG may hold script: serve it under `Content-Security-Policy: default-src 'none'; sandbox`.
 */
export async function utilityLogo(
  utilityId: string,
  digest: string,
): Promise<{ content: Buffer; mediaType: string } | null> {
  const logo = await findFile(db(), utilityId, 'brand.logo');
  return logo?.digest === digest ? { content: logo.content, mediaType: logo.mediaType } : null;
}
