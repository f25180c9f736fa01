import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
} from '@playwright/test';
import { connectToServers, type Servers } from '@/tests/e2e/support/servers';
import type { UtilityName } from '@/tests/e2e/support/utilities';
import { newAddress, newVisitor, type Visitor } from '@/tests/e2e/support/visitor';

interface PerTest {
  /** Errors on the browser's console that the test expects; any other fails it. */
  expectedConsole: RegExp | null;
  /** The client's address: the test's own, for browsers and visitors alike. */
  address: string;
  /** One browser more, with cookies of its own, as strict as the first. */
  anotherBrowser: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Somebody without a browser, with cookies of their own. */
  visitor: (utility: UtilityName, address?: string) => Visitor;
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
  expectedConsole: [null, { option: true }],
  address: async ({ browserName: _ }, use) => use(newAddress()),
  extraHTTPHeaders: async ({ address }, use) => use({ 'x-forwarded-for': address }),
  context: async ({ context, expectedConsole }, use) => {
    const stray = strayMessages(context);
    await use(context);
    expect(unexpected(stray, expectedConsole)).toEqual([]);
  },
  anotherBrowser: async ({ browser, contextOptions, address, expectedConsole }, use) => {
    const opened: { context: BrowserContext; stray: string[] }[] = [];
    await use(async (options) => {
      const extraHTTPHeaders = { 'x-forwarded-for': address };
      const context = await browser.newContext({ ...contextOptions, extraHTTPHeaders, ...options });
      opened.push({ context, stray: strayMessages(context) });
      return context;
    });
    for (const { context } of opened) await context.close();
    for (const { stray } of opened) expect(unexpected(stray, expectedConsole)).toEqual([]);
  },
  visitor: async ({ servers, address }, use) =>
    use((utility, from = address) => newVisitor(servers, utility, from)),
});

/** Chromium reports each answer of 400 and above; tests look at statuses themselves. */
const STATUS = /^Failed to load resource: the server responded with a status of/;

function strayMessages(context: BrowserContext): string[] {
  const stray: string[] = [];
  context.on('weberror', (error) => stray.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') stray.push(message.text());
  });
  return stray;
}

function unexpected(stray: string[], expected: RegExp | null): string[] {
  return stray.filter((text) => !STATUS.test(text) && !expected?.test(text));
}

export { expect };
