import { type Database, db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { readConfigured } from '@/lib/sso/saml/configured-metadata';
import { lookFaultWords } from '@/lib/sso/saml/metadata-faults-rules';
import { pinnedCertificates } from '@/lib/sso/saml/metadata-signature';
import { metadataSource } from '@/lib/sso/saml/metadata-source-rules';
import {
  awaitProvider,
  forgetProvider,
  providerState,
  takeProvider,
} from '@/lib/sso/saml/provider-store';
import type { FileField, FilesByField } from '@/lib/utilities/file-checks';
import { fileDigests } from '@/lib/utilities/utility-store';

/** What is wrong with a file of a utility that is to be applied. */
export interface ConfiguredFault {
  field: FileField;
  /** Completes "field: …". */
  message: string;
}

/**
 * Checks the SAML metadata that a utility's files hold, before anything of them is written: `null` where
 * nothing is wrong. What is stored already was good when it came, and must not keep other settings from
 * being applied once a certificate in it has expired.
 */
export async function configuredFault(
  utilityId: string,
  files: FilesByField,
  now: Date,
): Promise<ConfiguredFault | null> {
  const fault = faultOf(files, now);
  return fault && (await isStored(utilityId, files)) ? null : fault;
}

function faultOf(files: FilesByField, now: Date): ConfiguredFault | null {
  const pinned = files['sso.metadataCertificate'];
  if (pinned && pinnedCertificates(pinned.content.toString()).length === 0) {
    const message = lookFaultWords('pinned_certificate');
    return { field: 'sso.metadataCertificate', message };
  }
  const read = readConfigured(files, now);
  if (read?.kind !== 'refused') return null;
  return { field: 'sso.metadata', message: `${lookFaultWords(read.fault)} (${read.detail})` };
}

/**
 * Makes what the settings say of a SAML portal's metadata so, in the transaction that writes them: a file
 * is live with them, and an address is asked within seconds. What was read by other settings goes. For a
 * utility that is created or changes, after lib/sso/ways-in has ended what comes to an end.
 * A file that is not good is not live either, and the worker says why.
 */
export async function takeConfiguredMetadata(
  tx: Database,
  { utility, now }: Scope,
  files: FilesByField,
): Promise<void> {
  const { utilityId, sso } = utility;
  if (sso?.kind !== 'saml') return forgetProvider(tx, utilityId);
  const source = metadataSource(sso, files);
  if ((await providerState(tx, utilityId))?.source === source) return;
  const read = readConfigured(files, now());
  if (read?.kind !== 'read') return awaitProvider(tx, utilityId, source, now());
  const digest = files['sso.metadata']?.digest ?? '';
  await takeProvider(
    tx,
    utilityId,
    { provider: read.provider, source, digest, dueAt: null },
    now(),
  );
}

async function isStored(utilityId: string, files: FilesByField): Promise<boolean> {
  const stored = (await fileDigests(db(), [utilityId])).get(utilityId);
  return (['sso.metadata', 'sso.metadataCertificate'] as const).every(
    (field) => stored?.[field] === files[field]?.digest,
  );
}
