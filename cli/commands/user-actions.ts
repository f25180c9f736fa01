import { CliError } from '@/cli/cli-error';
import { operatorScope } from '@/cli/operator-scope';
import { instant, json, type Terminal, table } from '@/cli/terminal';
import { assertNever } from '@/lib/assert-never';
import type { Scope } from '@/lib/scope';
import { addUser } from '@/lib/users/add-user';
import { disableUser } from '@/lib/users/disable-user';
import { enableUser } from '@/lib/users/enable-user';
import { everybody, findUserByUsername } from '@/lib/users/find-user';
import type { UserSummary } from '@/lib/users/list-users';
import { resetToTemporaryPassword } from '@/lib/users/reset-to-temporary-password';
import { unlockUser } from '@/lib/users/unlock-user';
import type { Role } from '@/lib/utilities/utility';

export interface UserOptions {
  utility: string;
  json?: true;
}

export interface AddOptions extends UserOptions {
  username: string;
  fullName: string;
  email: string;
  role: Role[];
  sso?: true;
}

export async function addCommand(terminal: Terminal, options: AddOptions): Promise<void> {
  const scope = await operatorScope(options.utility);
  const { username, fullName, email, role: roles } = options;
  const signInMethod = options.sso ? 'sso' : 'password';
  const outcome = await addUser(scope, { username, fullName, email, roles, signInMethod });
  switch (outcome.kind) {
    case 'added': {
      if (options.json) return terminal.out(json(outcome));
      terminal.out(`${username} was added.`);
      if (outcome.temporaryPassword) showPassword(terminal, scope, outcome.temporaryPassword);
      if (outcome.emailShared) {
        terminal.err(
          `Another username has ${email} too: neither can reset a password by email until one has an address of its own.`,
        );
      }
      return;
    }
    case 'username_taken':
      throw new CliError(`The username "${username}" is taken at ${scope.utility.utilityId}.`);
    case 'invalid':
      throw new CliError(
        outcome.faults.map(({ field, message }) => `${OPTIONS[field]}: ${message}`).join('\n'),
      );
    case 'not_allowed':
    case 'email_shared':
    case 'password_refused':
    case 'typing_off':
    case 'busy':
      throw new CliError(`Nobody was added (${outcome.kind}).`);
    default:
      return assertNever(outcome);
  }
}

/** Which option a field of the new user came from. */
const OPTIONS = {
  username: '--username',
  fullName: '--full-name',
  email: '--email',
  roles: '--role',
  signInMethod: '--sso',
};

export async function resetCommand(terminal: Terminal, username: string, options: UserOptions) {
  const { scope, user } = await find(username, options);
  const outcome = await resetToTemporaryPassword(scope, user.userId);
  switch (outcome.kind) {
    case 'reset':
      if (options.json) return terminal.out(json(outcome));
      terminal.out(`${user.username} has a new temporary password.`);
      return showPassword(terminal, scope, outcome.temporaryPassword);
    case 'unknown_user':
      throw noSuchUser(username, options);
    case 'oneself':
    case 'not_allowed':
    case 'password_refused':
    case 'typing_off':
    case 'busy':
      throw new CliError(`${user.username} was not reset (${outcome.kind}).`);
    case 'signs_in_by_sso':
      throw new CliError(`${user.username} signs in at the portal and has no password here.`);
    default:
      return assertNever(outcome);
  }
}

/** Already being as asked is success: a script can be run again. */
const SAID = {
  unlocked: 'is unlocked',
  not_locked: 'was not locked',
  disabled: 'is disabled, and signed out everywhere',
  already_disabled: 'was disabled already',
  enabled: 'is enabled',
  not_disabled: 'was not disabled',
};

const REFUSED = {
  last_administrator:
    'is the last active administrator of this utility; give somebody else the role CSA first',
  oneself: 'cannot do this to their own account',
  not_allowed: 'may not be changed from here',
};

type StatusOutcome = { kind: keyof typeof SAID | keyof typeof REFUSED | 'unknown_user' };

function isRefusal(kind: string): kind is keyof typeof REFUSED {
  return Object.hasOwn(REFUSED, kind);
}

function statusCommand(change: (scope: Scope, userId: string) => Promise<StatusOutcome>) {
  return async (terminal: Terminal, username: string, options: UserOptions): Promise<void> => {
    const { scope, user } = await find(username, options);
    const { kind } = await change(scope, user.userId);
    if (kind === 'unknown_user') throw noSuchUser(username, options);
    if (isRefusal(kind)) throw new CliError(`${user.username} ${REFUSED[kind]}.`);
    terminal.out(options.json ? json({ kind }) : `${user.username} ${SAID[kind]}.`);
  };
}

export const unlockCommand = statusCommand(unlockUser);
export const disableCommand = statusCommand(disableUser);
export const enableCommand = statusCommand(enableUser);

export async function listCommand(terminal: Terminal, options: UserOptions): Promise<void> {
  const scope = await operatorScope(options.utility);
  const users: UserSummary[] = [];
  for await (const page of everybody(scope)) users.push(...page);
  if (options.json) return terminal.out(json(users));
  const { timeZone } = scope.utility;
  terminal.out(
    table(
      ['USERNAME', 'NAME', 'EMAIL', 'ROLES', 'METHOD', 'STATUS', 'LAST SIGN-IN'],
      users.map((user) => [
        user.username,
        user.fullName,
        user.email || 'none',
        user.roles.join(' '),
        user.signInMethod,
        user.status.replaceAll('_', ' '),
        user.lastSignInAt ? instant(user.lastSignInAt, timeZone) : 'never',
      ]),
    ),
  );
}

async function find(
  username: string,
  options: UserOptions,
): Promise<{ scope: Scope; user: UserSummary }> {
  const scope = await operatorScope(options.utility);
  const user = await findUserByUsername(scope, username);
  if (!user) throw noSuchUser(username, options);
  return { scope, user };
}

function noSuchUser(username: string, { utility }: UserOptions): CliError {
  return new CliError(
    `There is no username "${username}" at ${utility}; see: csi user list --utility ${utility}`,
  );
}

function showPassword(
  terminal: Terminal,
  { utility }: Scope,
  { password, expiresAt }: { password: string; expiresAt: Date },
): void {
  terminal.out(`Temporary password: ${password}`);
  terminal.out(`It expires on ${instant(expiresAt, utility.timeZone)} and is not shown again.`);
}
