import { test as base, expect } from '@playwright/test';
import { connectToServers, type Servers } from '@/tests/e2e/support/servers';

interface PerTest {
  /** Errors on the browser's console that the test expects; any other fails it. */
  expectedConsole: RegExp[];
}

/** Playwright's `test`, with the servers, and with strict pages. */
export const test = base.extend<PerTest, { servers: Servers }>({
  servers: [
    // Playwright reads from the parameter's form that this fixture needs no other.
    async ({ browserName: _ }, use) => {
      const servers = connectToServers();
      await use(servers);
      await servers.close();
    },
    { scope: 'worker' },
  ],
  expectedConsole: [[], { option: true }],
  context: async ({ context, expectedConsole }, use) => {
    const stray: string[] = [];
    context.on('weberror', (error) => stray.push(String(error.error())));
    context.on('console', (message) => {
      if (message.type() === 'error') stray.push(message.text());
    });
    await use(context);
    const accepted = [...expectedConsole, STATUS];
    expect(stray.filter((text) => !accepted.some((pattern) => pattern.test(text)))).toEqual([]);
  },
});

/** Chromium reports each answer of 400 and above; tests look at statuses themselves. */
const STATUS = /^Failed to load resource: the server responded with a status of/;

export { expect };
