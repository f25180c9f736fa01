import type { Page } from '@playwright/test';
import { type LogLine, logLines } from '@/tests/e2e/support/server-logs';
import { until } from '@/tests/e2e/support/servers';

const REFERENCE = /Reference: ([0-9a-f-]{36})/;

/** What the log says of a refused sign-in, under the reference that a page shows. */
export async function loggedFor(page: Page | string): Promise<LogLine> {
  const text = typeof page === 'string' ? page : await page.getByText(REFERENCE).textContent();
  const [, reference] = REFERENCE.exec(text ?? '') ?? [];
  const found = () => logLines().find(({ requestId, sso }) => requestId === reference && sso);
  await until(`the log tells of ${reference}`, async () => found() !== undefined);
  return found() as LogLine;
}

/** The exact reason in it. */
export async function reasonFor(page: Page | string): Promise<unknown> {
  return (await loggedFor(page)).sso;
}
