import type { Page } from '@playwright/test';
import { addressOf, inBrowser, signInAt } from '@/bench/browser';
import type { Figure } from '@/bench/figure';
import type { BenchServer } from '@/bench/installation';
import type { BenchPerson } from '@/bench/people';

const SIGNED_OUT = ['/', '/?over=idle', '/?code=locked', '/forgot-password', '/no-such-page'];
const SIGNED_IN = [
  '/home',
  '/change-password',
  '/sessions',
  '/admin/users',
  '/admin/users/new',
  '/admin/users/shared-emails',
  '/admin/users/import',
  '/admin/audit',
];

const WIDTHS = [320, 1440];

/** How far anything moves by itself on a page after it was first painted (Cumulative Layout Shift). */
export async function layoutShift(
  server: BenchServer,
  [administrator]: readonly BenchPerson[],
): Promise<Figure[]> {
  if (!administrator) throw new Error('Nobody can sign in.');
  const shifts: Record<string, number> = {};
  await inBrowser(async (newContext) => {
    const context = await newContext();
    const page = await context.newPage();
    const visit = async (path: string) => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(addressOf(server, path), { waitUntil: 'load' });
        shifts[`${path} ${width}`] = await shiftOf(page);
      }
    };
    for (const path of SIGNED_OUT) await visit(path);
    await signInAt(page, server, administrator);
    for (const path of SIGNED_IN) await visit(path);
  });
  const worst = Math.max(...Object.values(shifts));
  const moving = Object.entries(shifts).filter(([, shift]) => shift > 0);
  return [
    {
      name: 'layout shift, the worst page',
      value: worst.toFixed(4),
      reach: '0',
      reached: worst === 0,
      measured:
        `${SIGNED_OUT.length + SIGNED_IN.length} pages at ${WIDTHS.join(' and ')} px, with script, until a ` +
        `second after each was loaded. ${moving.map(([page]) => page).join(', ') || 'Nothing moved'}.`,
      details: { shifts },
    },
  ];
}

function shiftOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return sum;
  });
}
