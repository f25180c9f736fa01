import { createHash } from 'node:crypto';
import { type Database, inTransaction } from '@/lib/db';
import type { Resolve } from '@/lib/sso/portal-connect';
import { PortalError } from '@/lib/sso/portal-error';
import { believedMetadata } from '@/lib/sso/saml/believed-metadata';
import { claimLook } from '@/lib/sso/saml/due-store';
import { fetchMetadata } from '@/lib/sso/saml/fetch-metadata';
import { LEASE_MS } from '@/lib/sso/saml/look-rules';
import type { LookFault } from '@/lib/sso/saml/metadata-faults-rules';
import { metadataSource } from '@/lib/sso/saml/metadata-source-rules';
import { providerState } from '@/lib/sso/saml/provider-store';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { tryKeepSettings } from '@/lib/utilities/utilities-lock';
import type { Utility } from '@/lib/utilities/utility';
import { fileDigests, findFile, findUtilities } from '@/lib/utilities/utility-store';

/** A look that nobody else is at. */
export interface Look {
  utility: Utility;
  /** Which settings it looks by. */
  source: string;
  /** Null where a file is kept with the settings. */
  address: string | null;
  leasedUntil: Date;
  /** How long was waited for it after one that took nothing; 0 after one that did. */
  pausedMs: number;
}

/** What stood there. */
export type Seen =
  | { kind: 'read'; provider: SamlProvider; cacheSeconds: number | null; digest: string }
  | { kind: 'refused'; fault: LookFault; detail: string };

/**
 * Claims the look for a utility's metadata, for one of any number of servers.
 *
 * @param isForced whether it is not time, and another's look is to come to nothing
 * @returns null where there is nothing to look for, or somebody is at it, or its settings are being changed
 */
export function beginLook(utilityId: string, now: Date, isForced = false): Promise<Look | null> {
  return inTransaction(async (tx) => {
    if (!(await tryKeepSettings(tx, utilityId))) return null;
    const settings = await settingsNow(tx, utilityId);
    if (!settings) return null;
    const { utility, source, address } = settings;
    const before = await providerState(tx, utilityId);
    const until = new Date(now.getTime() + LEASE_MS);
    if (!(await claimLook(tx, utilityId, { source, until, isForced }, now))) return null;
    const { fault, dueAt, checkedAt } = before ?? {};
    const hasFailed = before?.source === source && fault && dueAt && checkedAt;
    const pausedMs = hasFailed ? Math.max(0, dueAt.getTime() - checkedAt.getTime()) : 0;
    return { utility, source, address, leasedUntil: until, pausedMs };
  });
}

/** A utility's settings, as its metadata is concerned; null where it has none of SAML. */
export async function settingsNow(
  tx: Database,
  utilityId: string,
): Promise<{ utility: Utility; source: string; address: string | null } | null> {
  const utility = (await findUtilities(tx, [utilityId])).get(utilityId);
  if (utility?.sso?.kind !== 'saml') return null;
  const digests = (await fileDigests(tx, [utilityId])).get(utilityId) ?? {};
  const address = utility.sso.metadataAddress;
  return { utility, source: metadataSource(utility.sso, digests), address };
}

interface LookOptions {
  signal?: AbortSignal;
  resolve?: Resolve;
}

/**
 * Reads what stands there; no transaction is held.
 *
 * @throws what the caller's own signal says
 */
export async function see(
  tx: Database,
  { utility: { utilityId }, address }: Look,
  now: Date,
  options: LookOptions = {},
): Promise<Seen> {
  const pinned = await findFile(tx, utilityId, 'sso.metadataCertificate');
  try {
    const content = address
      ? await fetchMetadata(address, options)
      : (await findFile(tx, utilityId, 'sso.metadata'))?.content;
    const read = believedMetadata(
      content ?? Buffer.alloc(0),
      pinned?.content.toString() ?? null,
      now,
    );
    if (read.kind === 'refused') return read;
    const digest = createHash('sha256')
      .update(content ?? '')
      .digest('hex');
    return { ...read, digest };
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    return { kind: 'refused', fault: error.reason, detail: error.message };
  }
}
