import type { Command } from 'commander';
import { noSuchUtility } from '@/cli/operator-scope';
import type { Terminal } from '@/cli/terminal';
import { db } from '@/lib/db';
import {
  exportDocuments,
  exportToDirectory,
  filesNamedBy,
  toYaml,
} from '@/lib/utilities/export-utilities';

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
        const left = filesNamedBy(documents);
        if (left.length > 0) terminal.err(notWritten(left));
        return;
      }
      const written = await exportToDirectory(db(), documents, dir);
      for (const path of written) terminal.out(path);
    });
}

/** Control characters of stored paths do not reach the terminal. */
function notWritten(paths: readonly string[]): string {
  const names = paths.join(', ').replace(/\p{Cc}/gu, ' ');
  return `Files not written: ${names}; to write them: csi export --dir DIR`;
}
