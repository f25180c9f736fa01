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
    // Some start a process or make keys, and other work may share the machine.
    testTimeout: 20_000,
    // What a hook makes or takes away may wait for all that PostgreSQL has to write.
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
