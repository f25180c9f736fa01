import { CliError } from '@/cli/cli-error';
import { type UserOptions, unlockCommand } from '@/cli/commands/user-actions';
import { operatorScope } from '@/cli/operator-scope';
import { instant, json, type Terminal } from '@/cli/terminal';
import { instantOf } from '@/lib/local-time-rules';
import { unlockLockedSince } from '@/lib/users/locked-users';

interface UnlockOptions extends UserOptions {
  lockedSince?: string;
}

/** Unlocks one person by name, or everybody who was locked since a time. */
export function unlockOneOrManyCommand(
  terminal: Terminal,
  username: string | undefined,
  options: UnlockOptions,
): Promise<void> {
  const { lockedSince } = options;
  if (username !== undefined && lockedSince === undefined) {
    return unlockCommand(terminal, username, options);
  }
  if (username === undefined && lockedSince !== undefined) {
    return unlockMany(terminal, lockedSince, options);
  }
  throw new CliError('Give either a username or --locked-since.');
}

async function unlockMany(
  terminal: Terminal,
  lockedSince: string,
  { utility, json: asJson }: UserOptions,
): Promise<void> {
  const scope = await operatorScope(utility);
  const { timeZone } = scope.utility;
  const since = readTime(lockedSince, timeZone);
  if (!since) {
    throw new CliError(
      `--locked-since: "${lockedSince}" is no time; write 2026-11-22T08:30 (in ${timeZone}) or 2026-11-22T13:30:00Z`,
    );
  }
  if (since > scope.now()) throw new CliError('--locked-since: that time is yet to come');
  const outcome = await unlockLockedSince(scope, since);
  if (outcome.kind === 'not_allowed') throw new CliError('Nobody was unlocked.');
  const { count } = outcome;
  terminal.out(
    asJson
      ? json({ kind: 'unlocked', count, since })
      : `${count} ${count === 1 ? 'account is' : 'accounts are'} unlocked, locked since ${instant(since, timeZone)}.`,
  );
}

function readTime(text: string, timeZone: string): Date | null {
  const hasZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(text);
  if (!hasZone) return instantOf(text, timeZone);
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}
