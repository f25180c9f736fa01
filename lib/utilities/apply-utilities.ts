import { recordEvent } from '@/lib/audit/record-event';
import { type Database, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { type ApplyConflict, planApply, type UtilityPlan } from '@/lib/utilities/apply-plan';
import type { FilesByField } from '@/lib/utilities/file-checks';
import { writeSecrets } from '@/lib/utilities/secret-store';
import { holdSettings, holdUtilities } from '@/lib/utilities/utilities-lock';
import type { Utility } from '@/lib/utilities/utility';
import { forgetCachedUtilities } from '@/lib/utilities/utility-by-host';
import { toUtility } from '@/lib/utilities/utility-defaults';
import {
  findUtilities,
  writeDocument,
  writeDomains,
  writeFiles,
} from '@/lib/utilities/utility-store';
import type { UtilitySource } from '@/lib/utilities/yaml-file';

/** A scope before its utility is chosen: one application concerns many. */
export type InstallationScope = Omit<Scope, 'utility'>;

export type ApplyOutcome =
  /** `plans` is what was done, or with `dryRun` what would be; one for each source. */
  { kind: 'applied'; plans: UtilityPlan[] } | { kind: 'refused'; conflicts: ApplyConflict[] };

/** A utility whose settings become others. */
export interface UtilityChange {
  /** Null where this version cannot read what was stored. */
  before: Utility | null;
  /** In which it happens; its utility is the one that is to be. */
  scope: Scope;
  /** As they are to be. */
  files: FilesByField;
}

interface ApplyOptions {
  dryRun?: boolean;
  /**
   * What else a change brings: called for each utility that changes, with both its sides, in the
   * transaction of all; the settings are written by then, but for a dry run. What it throws undoes all.
   */
  onChange?: (tx: Database, change: UtilityChange) => Promise<void>;
  /**
   * What else settings bring: called after that, for each utility that is created or changes, in the same
   * transaction; not in a dry run.
   */
  onWritten?: (tx: Database, scope: Scope, files: FilesByField) => Promise<void>;
}

/**
 * Makes the installation's utilities be as they are given; others are left alone. All of it happens
 * or nothing, and what is already so is neither written nor put into the audit list.
 *
 * The lock makes two operators apply one after the other: each plan is carried out on the very state
 * that it was made from.
 */
export async function applyUtilities(
  scope: InstallationScope,
  sources: readonly UtilitySource[],
  { dryRun = false, onChange, onWritten }: ApplyOptions = {},
): Promise<ApplyOutcome> {
  const outcome = await inTransaction(async (tx): Promise<ApplyOutcome> => {
    await holdUtilities(tx);
    const { plans, conflicts } = await planApply(tx, sources);
    if (conflicts.length > 0) return { kind: 'refused', conflicts };
    const changes = onChange ? await changesAmong(tx, scope, sources, plans) : [];
    if (!dryRun) await carryOut(tx, scope, sources, plans);
    for (const change of changes) await onChange?.(tx, change);
    for (const [position, { document, files }] of sources.entries()) {
      if (dryRun || !['create', 'change'].includes(plans[position]?.kind ?? '')) continue;
      await onWritten?.(tx, { ...scope, utility: toUtility(document, files) }, files);
    }
    return { kind: 'applied', plans };
  });
  if (!dryRun) forgetCachedUtilities();
  return outcome;
}

async function changesAmong(
  tx: Database,
  scope: InstallationScope,
  sources: readonly UtilitySource[],
  plans: readonly UtilityPlan[],
): Promise<UtilityChange[]> {
  const changing = sources.filter((_, position) => plans[position]?.kind === 'change');
  const before = await findUtilities(
    tx,
    changing.map(({ document }) => document.utility),
  );
  return changing.map(({ document, files }) => ({
    before: before.get(document.utility) ?? null,
    scope: { ...scope, utility: toUtility(document, files) },
    files,
  }));
}

async function carryOut(
  tx: Database,
  scope: InstallationScope,
  sources: readonly UtilitySource[],
  plans: readonly UtilityPlan[],
): Promise<void> {
  const steps = sources.flatMap((source, position) => {
    const plan = plans[position];
    return plan && plan.kind !== 'unchanged' ? [{ source, plan }] : [];
  });
  const rewritten = steps.filter(({ plan }) => plan.kind !== 'reencrypt');
  // In one order, whoever changes several at once.
  const ids = rewritten.map(({ plan }) => plan.utilityId).sort();
  for (const utilityId of ids) await holdSettings(tx, utilityId);
  for (const { source } of rewritten) await writeDocument(tx, source.document, scope.now());
  await writeDomains(
    tx,
    rewritten.map(({ source }) => source.document),
  );
  for (const { source, plan } of steps) {
    await writeSecrets(tx, plan.utilityId, source.secrets);
    if (plan.kind === 'reencrypt') continue;
    await writeFiles(tx, plan.utilityId, source.files);
    await recordApplied(tx, scope, source, plan);
  }
}

function recordApplied(
  tx: Database,
  scope: InstallationScope,
  { document, files }: UtilitySource,
  plan: UtilityPlan,
): Promise<void> {
  const within = { ...scope, utility: toUtility(document, files) };
  return plan.kind === 'change'
    ? recordEvent(tx, within, 'utility.changed', null, { changes: plan.changes })
    : recordEvent(tx, within, 'utility.created', null, {});
}
