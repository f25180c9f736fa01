import type { Database } from '@/lib/db';
import { FILE_FIELDS, type FileField } from '@/lib/utilities/file-checks';
import { SECRET_FIELDS } from '@/lib/utilities/secret-fields';
import {
  isSealedByNewest,
  openSecret,
  type SealedSecret,
  sealedSecrets,
} from '@/lib/utilities/secret-store';
import { documentChanges, type SettingChange } from '@/lib/utilities/utility-changes';
import { checkDocument } from '@/lib/utilities/utility-document';
import { domainOwners, fileDigests, storedDocuments } from '@/lib/utilities/utility-store';
import type { UtilitySource } from '@/lib/utilities/yaml-file';

/** What applying one utility would do. */
export type UtilityPlan =
  | { kind: 'create'; utilityId: string }
  | { kind: 'change'; utilityId: string; changes: SettingChange[] }
  /** Nothing changes but the key under which secrets are stored. */
  | { kind: 'reencrypt'; utilityId: string }
  | { kind: 'unchanged'; utilityId: string };

/** Why nothing is applied: `source` is the index of the utility in what was given. */
export interface ApplyConflict {
  source: number;
  path: (string | number)[];
  message: string;
}

/** Compares what is given with what is stored. Both results are in the order of the sources. */
export async function planApply(
  tx: Database,
  sources: readonly UtilitySource[],
): Promise<{ plans: UtilityPlan[]; conflicts: ApplyConflict[] }> {
  const ids = sources.map(({ document }) => document.utility);
  const conflicts = await findConflicts(tx, sources);
  const documents = await storedDocuments(tx, ids);
  const digests = await fileDigests(tx, ids);
  const secrets = await sealedSecrets(tx, ids);
  const plans = sources.map((source): UtilityPlan => {
    const utilityId = source.document.utility;
    const stored = documents.get(utilityId);
    if (stored === undefined) return { kind: 'create', utilityId };
    const sealed = secrets.filter((secret) => secret.utilityId === utilityId);
    const changes = [
      ...changesFrom(stored, source),
      ...fileChanges(digests.get(utilityId) ?? {}, source),
      ...secretChanges(sealed, source),
    ];
    if (changes.length > 0) return { kind: 'change', utilityId, changes };
    return { kind: sealed.every(isSealedByNewest) ? 'unchanged' : 'reencrypt', utilityId };
  });
  return { plans, conflicts };
}

async function findConflicts(tx: Database, sources: readonly UtilitySource[]) {
  const conflicts: ApplyConflict[] = [];
  const given = new Set<string>();
  const owners = await domainOwners(tx);
  // What a utility of this batch has now, it may be about to give up.
  const ids = new Set(sources.map(({ document }) => document.utility));
  for (const [domain, owner] of owners) if (ids.has(owner)) owners.delete(domain);
  for (const [source, { document }] of sources.entries()) {
    if (given.has(document.utility)) {
      conflicts.push({ source, path: ['utility'], message: 'is given twice' });
    }
    given.add(document.utility);
    for (const [position, domain] of document.domains.entries()) {
      const owner = owners.get(domain) ?? document.utility;
      if (owner !== document.utility) {
        const message = `${domain} belongs to utility "${owner}"`;
        conflicts.push({ source, path: ['domains', position], message });
      }
      owners.set(domain, owner);
    }
  }
  return conflicts;
}

function changesFrom(stored: unknown, { document }: UtilitySource): SettingChange[] {
  const before = checkDocument(stored);
  // Another version's settings cannot be compared; applying is how they are mended.
  return before.kind === 'valid'
    ? documentChanges(before.document, document)
    : [{ setting: 'every setting' }];
}

function fileChanges(
  digests: Partial<Record<FileField, string>>,
  { files }: UtilitySource,
): SettingChange[] {
  return FILE_FIELDS.filter((field) => digests[field] !== files[field]?.digest).map((setting) => ({
    setting,
  }));
}

function secretChanges(sealed: SealedSecret[], { secrets }: UtilitySource): SettingChange[] {
  return SECRET_FIELDS.filter((field) => {
    const known = sealed.find((secret) => secret.field === field);
    // One that no AUTH_SECRET opens any more opens to null, which equals no given value.
    return (known && openSecret(known)) !== secrets[field];
  }).map((setting) => ({ setting }));
}
