import { join } from 'node:path';
import type { Command } from 'commander';
import type { Terminal } from '@/cli/terminal';
import { migrateDatabase } from '@/lib/schema-version';

const MIGRATIONS = join(import.meta.dirname, '../../drizzle/migrations');

export function migrateCommand(csi: Command, terminal: Terminal): void {
  csi
    .command('migrate')
    .description('bring the database of DATABASE_URL to this version')
    .action(async () => {
      await migrateDatabase(MIGRATIONS);
      terminal.out('The database is at this version.');
    });
}
