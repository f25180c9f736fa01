import { defineConfig, devices } from '@playwright/test';
import { findChromium } from './cli/find-chromium.mjs';

const isRoot = process.getuid?.() === 0;

/** Chromium's own traffic and first-run pages have no place in a test. */
const QUIET = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: '.test/browser',
  globalSetup: './tests/e2e/support/global-setup.ts',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  // A mail that is waited for may have to outlast a lease.
  timeout: 120_000,
  // How long a page takes on a busy machine is no guarantee of ours: what is slow is measured by the bench.
  expect: { timeout: 15_000 },
  // Told by name, and few may (decision 30).
  retries: 1,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    // The page stands in a trace as it was at each step; to film it as well takes a fifth of a test's time.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: await findChromium(),
      // Chromium's sandbox refuses to run as root.
      args: [...(isRoot ? ['--no-sandbox'] : []), ...QUIET],
    },
  },
});
