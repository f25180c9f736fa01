import type { Command } from 'commander';
import { stringify } from 'yaml';
import { noSuchUtility } from '@/cli/operator-scope';
import { type CommandContext, json, type Terminal, table } from '@/cli/terminal';
import { db } from '@/lib/db';
import { exportDocuments } from '@/lib/utilities/export-utilities';
import { removeUtility, type UtilityContent } from '@/lib/utilities/remove-utility';
import { withDefaults } from '@/lib/utilities/utility-defaults';

interface Options {
  json?: true;
}

interface RemoveOptions extends Options {
  confirm?: string;
}

export function utilityCommands(csi: Command, terminal: CommandContext): void {
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
  utility
    .command('remove')
    .description('remove a utility with its people and its audit list, for ever')
    .argument('<utility>', 'its id')
    .option('--confirm <utility>', 'the same id again; without it nothing is removed')
    .option('--json', 'print JSON')
    .action((utilityId: string, options: RemoveOptions) => remove(terminal, utilityId, options));
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

async function remove(
  context: CommandContext,
  utilityId: string,
  { confirm, json: asJson }: RemoveOptions,
): Promise<void> {
  const isConfirmed = confirm === utilityId;
  const outcome = await removeUtility(utilityId, { dryRun: !isConfirmed });
  if (outcome.kind === 'unknown_utility') throw noSuchUtility(utilityId);
  if (!isConfirmed) context.fail();
  const { content } = outcome;
  if (asJson) {
    return context.out(json({ utility: utilityId, removed: isConfirmed, ...content }));
  }
  const what = describeContent(content);
  if (isConfirmed) return context.out(`${utilityId}: removed, with ${what}`);
  context.out(`${utilityId}: would be removed, with ${what}`);
  context.err(`Nothing was removed. To remove it for ever: --confirm ${utilityId}`);
}

function describeContent({ domains, users, events }: UtilityContent): string {
  const counted = (count: number, one: string, many: string) =>
    `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
  return [
    counted(domains, 'domain', 'domains'),
    counted(users, 'user', 'users'),
    counted(events, 'event of its audit list', 'events of its audit list'),
  ].join(', ');
}
