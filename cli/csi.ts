import { runCli } from '@/cli/run-cli';
import { closeDatabase } from '@/lib/db';

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
});

try {
  await closeDatabase();
} catch {
  // Without settings there was no database to close; the command has said so.
}
