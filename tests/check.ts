import { join } from 'node:path';
import { forbiddenArrows } from '@/tests/support/cruise';
import { program, runStep, type Step } from '@/tests/support/run-step';

/** What can be judged without running the product: format, lint, types, arrows, unused code. */
const steps: Step[] = [
  {
    name: 'format and lint',
    run: () => program('biome', ['ci', '--colors=off', '--diagnostic-level=error', '.']),
  },
  { name: 'types', run: types },
  { name: 'arrows between rooms', run: arrows },
  { name: 'unused code', run: () => program('knip', ['--no-progress']) },
];

/**
 * Next makes the types of the routes, which a fresh clone does not have. Not incremental: tsc's notes
 * of the last run do not notice a global type that has appeared since.
 */
async function types() {
  const made = await program('next', ['typegen']);
  return made.ok
    ? program('tsc', ['--noEmit', '--incremental', 'false', '--pretty', 'false'])
    : made;
}

async function arrows() {
  const found = await forbiddenArrows(join(import.meta.dirname, '..'));
  return { ok: found.length === 0, output: found.join('\n') };
}

const results = await Promise.all(steps.map(runStep));
process.exitCode = results.every(Boolean) ? 0 : 1;
