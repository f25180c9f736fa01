import type { Command } from 'commander';
import { stringify } from 'yaml';
import { noSuchUtility } from '@/cli/operator-scope';
import { json, type Terminal, table } from '@/cli/terminal';
import { db } from '@/lib/db';
import { exportDocuments } from '@/lib/utilities/export-utilities';
import { withDefaults } from '@/lib/utilities/utility-defaults';

interface Options {
  json?: true;
}

export function utilityCommands(csi: Command, terminal: Terminal): void {
  const utility = csi.command('utility').description('the utilities of this installation');
  utility
    .command('list')
    .description('id, name, way of signing in and domains of every utility')
    .option('--json', 'print JSON')
    .action((options: Options) => list(terminal, options));
  utility
    .command('show')
    .description('every setting of a utility, with the defaults filled in')
    .argument('<utility>', 'its id')
    .option('--json', 'print JSON')
    .action((utilityId: string, options: Options) => show(terminal, utilityId, options));
}

async function list(terminal: Terminal, options: Options): Promise<void> {
  const { documents } = await exportDocuments(db());
  const rows = documents.map(withDefaults);
  if (options.json) {
    const picked = rows.map(({ utility, name, signIn, domains }) => {
      return { utility, name, signIn, domains };
    });
    return terminal.out(json(picked));
  }
  terminal.out(
    table(
      ['UTILITY', 'NAME', 'SIGN-IN', 'DOMAINS'],
      rows.map(({ utility, name, signIn, domains }) => [utility, name, signIn, domains.join(' ')]),
    ),
  );
}

async function show(terminal: Terminal, utilityId: string, options: Options): Promise<void> {
  const { documents } = await exportDocuments(db(), [utilityId]);
  const [document] = documents;
  if (!document) throw noSuchUtility(utilityId);
  const complete = withDefaults(document);
  terminal.out(options.json ? json(complete) : stringify(complete, { lineWidth: 0 }).trimEnd());
}
