import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from '@playwright/test';
import type { BenchServer } from '@/bench/installation';
import type { BenchPerson } from '@/bench/people';
import { findChromium } from '@/cli/find-chromium.mjs';

export type NewContext = (options?: BrowserContextOptions) => Promise<BrowserContext>;

/** Does the work with a browser that is started for it; each context is a browser nobody has used. */
export async function inBrowser<T>(work: (newContext: NewContext) => Promise<T>): Promise<T> {
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    // Chromium's sandbox refuses to run as root.
    args: [...(isRoot ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-background-networking'],
  });
  try {
    return await work((options) => browser.newContext(options));
  } finally {
    await browser.close();
  }
}

export function addressOf({ host }: BenchServer, path: string): string {
  return `http://${host}${path}`;
}

/** Signs in by the form, with script. */
export async function signInAt(
  page: Page,
  server: BenchServer,
  person: BenchPerson,
): Promise<void> {
  await page.goto(addressOf(server, '/'));
  await page.getByLabel('Username').fill(person.username);
  await page.locator('#password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/home');
}
