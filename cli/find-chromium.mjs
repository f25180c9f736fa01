import { existsSync } from 'node:fs';

/** The one without windows first: the tests run in a third of the time. */
const INSTALLED = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The Chromium for the tests in a browser: `CHROMIUM_PATH`, the system's, or what Playwright has
 * downloaded.
 * @returns {Promise<string | undefined>} its path
 */
export async function findChromium() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new Error(`CHROMIUM_PATH names ${asked}, where there is nothing.`);
  }
  return INSTALLED.find((path) => existsSync(path)) ?? (await downloaded());
}

async function downloaded() {
  // Loaded late: it takes longer than all the rest, and is rarely asked.
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}
