import type { Command } from 'commander';
import { noSuchUtility } from '@/cli/operator-scope';
import type { Terminal } from '@/cli/terminal';
import { db } from '@/lib/db';
import { exportDocuments, exportToDirectory, toYaml } from '@/lib/utilities/export-utilities';

export function exportCommand(csi: Command, terminal: Terminal): void {
  csi
    .command('export')
    .description('print utilities as YAML that apply reads; secrets stay names')
    .argument('[utility...]', 'ids; without any, all utilities')
    .option('--dir <dir>', 'write a YAML file for each utility, and its files, into this directory')
    .action(async (utilityIds: string[], { dir }: { dir?: string }) => {
      const wanted = utilityIds.length > 0 ? utilityIds : undefined;
      const { documents, unknown } = await exportDocuments(db(), wanted);
      if (unknown[0] !== undefined) throw noSuchUtility(unknown[0]);
      if (dir === undefined) {
        if (documents.length > 0) terminal.out(toYaml(documents).trimEnd());
        return;
      }
      const written = await exportToDirectory(db(), documents, dir);
      for (const path of written) terminal.out(path);
    });
}
