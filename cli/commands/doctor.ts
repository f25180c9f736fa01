import type { Command } from 'commander';
import { examine } from '@/cli/doctor/examine';
import type { Finding } from '@/cli/doctor/finding';
import { type CommandContext, json } from '@/cli/terminal';

export function doctorCommand(csi: Command, context: CommandContext): void {
  csi
    .command('doctor')
    .description(
      'check settings, database, secrets, mail, utilities and portals; say how to mend each fault',
    )
    .option('--json', 'print JSON')
    .action(async (options: { json?: true }) => {
      const findings = await examine();
      context.out(options.json ? json(findings) : findings.map(describe).join('\n'));
      if (findings.some(({ state }) => state === 'fault')) context.fail();
    });
}

function describe({ state, subject, message, remedy }: Finding): string {
  const line = `${state.padEnd(7)}  ${subject}: ${message}`;
  return remedy ? `${line}\n         → ${remedy}` : line;
}
