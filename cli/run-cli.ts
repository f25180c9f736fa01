import { Command, CommanderError } from 'commander';
import { describeError } from '@/cli/cli-error';
import { applyCommand } from '@/cli/commands/apply';
import { auditCommands } from '@/cli/commands/audit';
import { doctorCommand } from '@/cli/commands/doctor';
import { exportCommand } from '@/cli/commands/export';
import { mailCommands } from '@/cli/commands/mail';
import { migrateCommand } from '@/cli/commands/migrate';
import { ssoCommands } from '@/cli/commands/sso';
import { userCommands } from '@/cli/commands/user';
import { utilityCommands } from '@/cli/commands/utility';
import type { CommandContext, Terminal } from '@/cli/terminal';

/**
 * Runs one command of the operator's command line.
 * @returns the exit status: 0 done, 1 failed, 2 not understood
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  let failed = false;
  const context: CommandContext = {
    ...terminal,
    fail: () => {
      failed = true;
    },
  };
  try {
    await program(context).parseAsync(args, { from: 'user' });
    return failed ? 1 : 0;
  } catch (error) {
    // Commander has written its own message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.err(describeError(error));
    return 1;
  }
}

function program(context: CommandContext): Command {
  const csi = new Command('csi')
    .description('The operator of the Customer Service Interface: utilities, users, health.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out(text.trimEnd()),
      writeErr: (text) => context.err(text.trimEnd()),
    })
    .showHelpAfterError('(--help says more)');
  migrateCommand(csi, context);
  applyCommand(csi, context);
  exportCommand(csi, context);
  utilityCommands(csi, context);
  userCommands(csi, context);
  ssoCommands(csi, context);
  auditCommands(csi, context);
  mailCommands(csi, context);
  doctorCommand(csi, context);
  return csi;
}
