import { defineConfig } from 'vitest/config';

const db = ['tests/**/*.db.test.ts'];
const everywhere = ['tests/support/no-stray-errors.ts', 'tests/support/usual-settings.ts'];
const outside = ['tests/e2e/**', 'node_modules/**'];

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    // The slowest part is Argon2id and PostgreSQL; more workers than cores only wait for each other.
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    // What hangs fails as well a little later; what waits for a busy machine should not.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
          exclude: [...db, ...outside],
          setupFiles: everywhere,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: db,
          exclude: outside,
          globalSetup: ['tests/support/global-postgres.ts'],
          setupFiles: [...everywhere, 'tests/support/db-worker.ts'],
        },
      },
    ],
  },
});
