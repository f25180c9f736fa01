import { CliError } from '@/cli/cli-error';
import type { UserOptions } from '@/cli/commands/user-actions';
import { operatorScope } from '@/cli/operator-scope';
import { type CommandContext, json } from '@/cli/terminal';
import { assertNever } from '@/lib/assert-never';
import { type ChangedToSso, changeToSso } from '@/lib/users/change-to-sso';

interface ToSsoOptions extends UserOptions {
  all?: boolean;
  dryRun?: boolean;
}

/** Makes accounts with a password SSO accounts: those that are named, or everybody's. */
export async function toSsoCommand(
  context: CommandContext,
  usernames: readonly string[],
  { utility: utilityId, all = false, dryRun = false, json: asJson }: ToSsoOptions,
): Promise<void> {
  if (all === usernames.length > 0) {
    throw new CliError('Give either usernames or --all.');
  }
  const scope = await operatorScope(utilityId);
  const outcome = await changeToSso(scope, all ? 'everybody' : usernames, { dryRun });
  switch (outcome.kind) {
    case 'changed':
      if (outcome.unknown.length > 0) context.fail();
      if (asJson) return context.out(json({ ...outcome, dryRun }));
      return tell(context, utilityId, outcome, dryRun);
    case 'not_possible':
      throw new CliError(
        `Nobody signs in by SSO at ${utilityId}: apply it with signIn: both or sso first.${until(outcome)}`,
      );
    case 'not_allowed':
      throw new CliError(
        `The people of ${utilityId} may not be changed from here.${until(outcome)}`,
      );
    default:
      return assertNever(outcome);
  }
}

function tell(
  context: CommandContext,
  utilityId: string,
  { changed, already, unknown }: ChangedToSso,
  dryRun: boolean,
): void {
  const accounts = `${changed.toLocaleString('en')} ${changed === 1 ? 'account' : 'accounts'}`;
  context.out(
    dryRun
      ? `${accounts} would wait for a first arrival from the portal, without a password.`
      : `${accounts} now ${changed === 1 ? 'waits' : 'wait'} for a first arrival from the portal, without a password.`,
  );
  if (already > 0) {
    const them = already === 1 ? 'signs' : 'sign';
    context.out(`${already.toLocaleString('en')} ${them} in by SSO already.`);
  }
  for (const username of unknown) {
    context.err(`There is no username "${username}" at ${utilityId}.`);
  }
}

function until({ changed }: ChangedToSso): string {
  return changed === 0 ? '' : ` ${changed.toLocaleString('en')} had been changed until then.`;
}
