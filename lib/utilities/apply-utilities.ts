import { recordEvent } from '@/lib/audit/record-event';
import { type Database, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { type ApplyConflict, planApply, type UtilityPlan } from '@/lib/utilities/apply-plan';
import { writeSecrets } from '@/lib/utilities/secret-store';
import { holdUtilities } from '@/lib/utilities/utilities-lock';
import { forgetCachedUtilities } from '@/lib/utilities/utility-by-host';
import { toUtility } from '@/lib/utilities/utility-defaults';
import { writeDocument, writeDomains, writeFiles } from '@/lib/utilities/utility-store';
import type { UtilitySource } from '@/lib/utilities/yaml-file';

/** A scope before its utility is chosen: one application concerns many. */
export type InstallationScope = Omit<Scope, 'utility'>;

export type ApplyOutcome =
  /** `plans` is what was done, or with `dryRun` what would be; one for each source. */
  { kind: 'applied'; plans: UtilityPlan[] } | { kind: 'refused'; conflicts: ApplyConflict[] };

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
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<ApplyOutcome> {
  const outcome = await inTransaction(async (tx): Promise<ApplyOutcome> => {
    await holdUtilities(tx);
    const { plans, conflicts } = await planApply(tx, sources);
    if (conflicts.length > 0) return { kind: 'refused', conflicts };
    if (!dryRun) await carryOut(tx, scope, sources, plans);
    return { kind: 'applied', plans };
  });
  if (!dryRun) forgetCachedUtilities();
  return outcome;
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
