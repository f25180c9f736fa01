import type { TestProject } from 'vitest/node';
import { startTestPostgres, TEMPLATE } from '@/tests/support/test-postgres';

declare module 'vitest' {
  interface ProvidedContext {
    /** Any database of the run's PostgreSQL: put its name for the last part of the path. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for the run; the workers clone their databases from the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Statistics taken between two tests, of tables just emptied, would choose the plans.
  const server = await startTestPostgres({ autovacuum: 'off' });
  project.provide('postgresUrl', server.url(TEMPLATE));
  return () => server.remove();
}
