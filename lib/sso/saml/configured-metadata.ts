import type { Database } from '@/lib/db';
import { type BelievedMetadata, believedMetadata } from '@/lib/sso/saml/believed-metadata';
import { metadataSource } from '@/lib/sso/saml/metadata-source-rules';
import { type ProviderState, providerState } from '@/lib/sso/saml/provider-store';
import type { FilesByField } from '@/lib/utilities/file-checks';
import type { Utility } from '@/lib/utilities/utility';

/** What a utility's metadata file says, as far as it is believed; null where none is configured. */
export function readConfigured(files: FilesByField, now: Date): BelievedMetadata | null {
  const file = files['sso.metadata'];
  if (!file) return null;
  const pinned = files['sso.metadataCertificate'];
  return believedMetadata(file.content, pinned ? pinned.content.toString() : null, now);
}

interface Change {
  before: Utility;
  after: Utility;
  /** As they are to be. */
  files: FilesByField;
}

/**
 * Who a utility's SAML portal is on both sides of a change of its settings, asked before what its metadata
 * says afterwards is taken; null for a side that speaks no SAML, or where nobody knows.
 */
export async function entityIdsAround(
  tx: Database,
  change: Change,
  now: Date,
): Promise<{ before: string | null; after: string | null }> {
  const wasSaml = change.before.sso?.kind === 'saml';
  const state = wasSaml ? await providerState(tx, change.after.utilityId) : null;
  return {
    before: state?.provider?.entityId ?? null,
    after: entityIdAfter(change, state, now),
  };
}

function entityIdAfter(
  { before, after, files }: Change,
  state: ProviderState | null,
  now: Date,
): string | null {
  if (after.sso?.kind !== 'saml') return null;
  const { metadataAddress } = after.sso;
  // With another certificate alone it is looked at again, and stays who it is meanwhile.
  const isSameAddress =
    metadataAddress !== null &&
    before.sso?.kind === 'saml' &&
    before.sso.metadataAddress === metadataAddress;
  if (isSameAddress || state?.source === metadataSource(after.sso, files)) {
    return state?.provider?.entityId ?? null;
  }
  const read = readConfigured(files, now);
  return read?.kind === 'read' ? read.provider.entityId : null;
}
