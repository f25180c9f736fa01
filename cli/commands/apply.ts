import type { Command } from 'commander';
import { operatorOfInstallation, operatorScope } from '@/cli/operator-scope';
import { type CommandContext, json } from '@/cli/terminal';
import { waysInLines } from '@/cli/ways-in-words';
import { assertNever } from '@/lib/assert-never';
import { ensureServiceKeys } from '@/lib/sso/saml/roll-service-keys';
import { configuredFault, takeConfiguredMetadata } from '@/lib/sso/saml/take-configured-metadata';
import { changeWaysIn, foreseeWaysIn, type WaysIn } from '@/lib/sso/ways-in';
import type { UtilityPlan } from '@/lib/utilities/apply-plan';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import { describeChange } from '@/lib/utilities/utility-changes';
import { type LocatedSource, readUtilityFiles } from '@/lib/utilities/yaml-file';

interface Options {
  dryRun?: true;
  json?: true;
}

export function applyCommand(csi: Command, context: CommandContext): void {
  csi
    .command('apply')
    .description('create and change utilities as YAML files say; all of it or nothing')
    .argument('<file...>', 'YAML files, each with one or several utilities')
    .option('--dry-run', 'only say what would change')
    .option('--json', 'print the changes as JSON')
    .action((files: string[], options: Options) => apply(context, files, options));
}

async function apply(context: CommandContext, files: string[], options: Options): Promise<void> {
  const { sources, faults } = await readUtilityFiles(files);
  if (faults.length > 0) return refuse(context, faults);
  const scope = operatorOfInstallation();
  const inFiles = await faultsInFiles(sources, scope.now());
  if (inFiles.length > 0) return refuse(context, inFiles);
  const dryRun = options.dryRun === true;
  const waysIn = new Map<string, WaysIn>();
  const outcome = await applyUtilities(scope, sources, {
    dryRun,
    onChange: async (tx, change) => {
      const found = await (dryRun ? foreseeWaysIn : changeWaysIn)(tx, change);
      if (found) waysIn.set(change.scope.utility.utilityId, found);
    },
    onWritten: takeConfiguredMetadata,
  });
  if (outcome.kind === 'refused') {
    const conflicts = outcome.conflicts.flatMap(
      ({ source, path, message }) => sources[source]?.fault(path, message) ?? [],
    );
    return refuse(context, conflicts);
  }
  const withNewKeys = dryRun ? new Set<string>() : await makeFirstKeys(outcome.plans);
  if (options.json) {
    const told = outcome.plans.map((plan, position) => ({
      ...plan,
      leftOutOfLogo: leftOutOfLogo(plan, sources[position]),
      waysIn: waysIn.get(plan.utilityId),
      keysMade: withNewKeys.has(plan.utilityId) || undefined,
    }));
    return context.out(json(told));
  }
  const lines = outcome.plans.flatMap((plan, position) => [
    ...describePlan(plan, dryRun),
    ...logoLines(plan, sources[position]),
    ...waysInLines(plan.utilityId, waysIn.get(plan.utilityId), dryRun),
    ...keyLines(plan.utilityId, withNewKeys),
  ]);
  context.out(lines.length > 0 ? lines.join('\n') : 'nothing to change');
}

/** A new SAML utility can sign and be encrypted for at once; what breaks off here, the next apply does. */
async function makeFirstKeys(plans: readonly UtilityPlan[]): Promise<Set<string>> {
  const made = new Set<string>();
  for (const { utilityId } of plans) {
    if (await ensureServiceKeys(await operatorScope(utilityId))) made.add(utilityId);
  }
  return made;
}

function keyLines(utilityId: string, withNewKeys: ReadonlySet<string>): string[] {
  if (!withNewKeys.has(utilityId)) return [];
  return [
    `${utilityId}: SAML keys made`,
    `  → what the portal needs of them: csi sso show ${utilityId}`,
  ];
}

/** What a logo lost when it was read; told when it is stored, not each time. */
function leftOutOfLogo(plan: UtilityPlan, source?: LocatedSource): string[] | undefined {
  const leftOut = source?.files['brand.logo']?.leftOut ?? [];
  const isStored =
    plan.kind === 'create' ||
    (plan.kind === 'change' && plan.changes.some(({ setting }) => setting === 'brand.logo'));
  return isStored && leftOut.length > 0 ? leftOut : undefined;
}

const MOST_NAMED = 12;

function logoLines(plan: UtilityPlan, source?: LocatedSource): string[] {
  const leftOut = leftOutOfLogo(plan, source);
  if (!leftOut) return [];
  const more = leftOut.length - MOST_NAMED;
  const names = [...leftOut.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])];
  return [`  left out of ${source?.document.brand?.logo}: ${names.join(', ')}`];
}

/** What is wrong in the files that utilities name, as far as a reader of them can tell. */
async function faultsInFiles(sources: readonly LocatedSource[], now: Date): Promise<string[]> {
  const faults: string[] = [];
  for (const { document, files, fault } of sources) {
    const found = await configuredFault(document.utility, files, now);
    if (found) faults.push(fault(found.field.split('.'), found.message));
  }
  return faults;
}

function refuse(context: CommandContext, faults: readonly string[]): void {
  for (const fault of faults) context.err(fault);
  context.fail();
}

function describePlan(plan: UtilityPlan, dryRun: boolean): string[] {
  const done = (participle: string) =>
    `${plan.utilityId}: ${dryRun ? 'would be ' : ''}${participle}`;
  switch (plan.kind) {
    case 'create':
      return [done('created')];
    case 'change':
      return [done('changed'), ...plan.changes.map((change) => `  ${describeChange(change)}`)];
    case 'reencrypt':
      return [done('encrypted under the newest AUTH_SECRET')];
    case 'unchanged':
      return [];
    default:
      return assertNever(plan);
  }
}
