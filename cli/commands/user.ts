import { type Command, Option } from 'commander';
import {
  addCommand,
  disableCommand,
  enableCommand,
  listCommand,
  resetCommand,
} from '@/cli/commands/user-actions';
import { importCommand } from '@/cli/commands/user-import';
import { toSsoCommand } from '@/cli/commands/user-to-sso';
import { unlockOneOrManyCommand } from '@/cli/commands/user-unlock';
import type { CommandContext } from '@/cli/terminal';
import { ROLES } from '@/lib/utilities/utility';

const ACTIONS = [
  { name: 'reset', description: 'give a new temporary password', run: resetCommand },
  { name: 'disable', description: 'refuse an account from now on', run: disableCommand },
  { name: 'enable', description: 'let a disabled account sign in again', run: enableCommand },
];

export function userCommands(csi: Command, terminal: CommandContext): void {
  const user = csi.command('user').description('the people of a utility');
  user
    .command('add')
    .description('add a person; prints a temporary password, once')
    .requiredOption('--utility <id>', 'the utility')
    .requiredOption('--username <name>', 'what the person signs in with')
    .requiredOption('--full-name <name>', 'first and last name')
    .requiredOption('--email <address>', 'email address')
    .addOption(
      new Option('--role <role...>', 'one or several').choices(ROLES).makeOptionMandatory(),
    )
    .option('--sso', 'signs in at the portal and gets no password')
    .option('--json', 'print JSON')
    .action((options) => addCommand(terminal, options));
  for (const { name, description, run } of ACTIONS) {
    user
      .command(name)
      .description(description)
      .argument('<username>', 'what the person signs in with')
      .requiredOption('--utility <id>', 'the utility')
      .option('--json', 'print JSON')
      .action((username: string, options) => run(terminal, username, options));
  }
  user
    .command('unlock')
    .description('let a locked account sign in again, or all that were locked since a time')
    .argument('[username]', 'what the person signs in with')
    .requiredOption('--utility <id>', 'the utility')
    .option('--locked-since <time>', 'ISO 8601, or date and time in the utility’s time zone')
    .option('--json', 'print JSON')
    .action((username: string | undefined, options) =>
      unlockOneOrManyCommand(terminal, username, options),
    );
  user
    .command('to-sso')
    .description('let people sign in at the portal instead; their passwords are gone for good')
    .argument('[username...]', 'what they sign in with')
    .requiredOption('--utility <id>', 'the utility')
    .option('--all', 'everybody at the utility')
    .option('--dry-run', 'only say how many would change')
    .option('--json', 'print JSON')
    .action((usernames: string[], options) => toSsoCommand(terminal, usernames, options));
  user
    .command('import')
    .description('add the people of a CSV file; tells every problem by line and column')
    .argument(
      '<file>',
      'CSV in UTF-8: Full Name, Username, Email Address, Roles[, Sign-in], or these in French or Spanish',
    )
    .requiredOption('--utility <id>', 'the utility')
    .option('--dry-run', 'only check the file')
    .option('--json', 'print JSON')
    .action((file: string, options) => importCommand(terminal, file, options));
  user
    .command('list')
    .description('everybody at a utility')
    .requiredOption('--utility <id>', 'the utility')
    .option('--json', 'print JSON')
    .action((options) => listCommand(terminal, options));
}
