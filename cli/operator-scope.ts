import { randomUUID } from 'node:crypto';
import { CliError } from '@/cli/cli-error';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import type { InstallationScope } from '@/lib/utilities/apply-utilities';
import { utilityById } from '@/lib/utilities/utility-by-host';

/** The operator at the command line, over all utilities. */
export function operatorOfInstallation(): InstallationScope {
  return {
    actor: { kind: 'operator' },
    clientAddress: null,
    userAgent: 'csi',
    requestId: randomUUID(),
    now: () => new Date(),
  };
}

/** The operator at one utility. @throws {CliError} where there is none of this id */
export async function operatorScope(utilityId: string): Promise<Scope> {
  const utility = await utilityById(db(), utilityId);
  if (!utility) throw noSuchUtility(utilityId);
  return { utility, ...operatorOfInstallation() };
}

export function noSuchUtility(utilityId: string): CliError {
  return new CliError(`There is no utility "${utilityId}"; see: csi utility list`);
}
