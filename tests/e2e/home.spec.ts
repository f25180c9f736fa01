import type { Page } from '@playwright/test';
import type { Role } from '@/lib/utilities/utility';
import { person } from '@/tests/e2e/support/people';
import { comeIn, portalUsername } from '@/tests/e2e/support/portal';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const TABS: [roles: Role[], tabs: string[]][] = [
  [['CSR'], ['Program Management']],
  [['CSA'], ['Program Management', 'User Admin']],
  [['BILL_ADVISOR'], ['Bill Advisor']],
  [
    ['CSR', 'BILL_ADVISOR'],
    ['Program Management', 'Bill Advisor'],
  ],
  [
    ['CSA', 'CSR', 'BILL_ADVISOR'],
    ['Program Management', 'Bill Advisor', 'User Admin'],
  ],
];

for (const [roles, tabs] of TABS) {
  test(`the tabs of ${roles.join(' and ')} are ${tabs.join(' and ')}`, async ({
    page,
    servers,
  }) => {
    await page.goto(servers.url('harbor'));
    await fillAndSignIn(page, await person('harbor', { roles }));
    await expect(page).toHaveURL(servers.url('harbor', '/home'));
    await expect(page.getByRole('navigation').getByRole('link')).toHaveText(tabs);
    await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText(tabs);
  });
}

test('the header names utility and person, and offers help, support and the way out', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('harbor'));
  await fillAndSignIn(page, await person('harbor', { fullName: 'Zoë <b>O’Neil</b> & Søn' }));
  await expect(page).toHaveTitle('Home – Harbor Power Customer Service Interface');
  const header = page.getByRole('banner');
  await expect(header).toContainText('Harbor Power');
  await expect(header).toContainText('Welcome, Zoë <b>O’Neil</b> & Søn');
  const links = { Help: 'help', Support: 'support', 'Program Management': 'programs' };
  for (const [name, path] of Object.entries(links)) {
    const link = header.getByRole('link', { name });
    await expect(link).toHaveAttribute('href', `https://tools.example/${path}`);
  }
  for (const name of ['Help', 'Support']) {
    const link = header.getByRole('link', { name });
    await expect(link).toHaveAttribute('target', '_blank');
    await expect(link).toHaveAttribute('rel', /noopener/);
    await expect(link).toHaveAccessibleName(`${name} (opens in a new tab)`);
  }
  await expect(header.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test.describe('on a desk’s screen', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  /** What stands in the header's upper right, one beside the other, to the edge of the page's content. */
  async function expectCorner(page: Page, names: (string | RegExp)[]): Promise<void> {
    const header = page.getByRole('banner');
    const acts = header.getByRole('list').filter({ has: page.getByRole('button') });
    const corner = acts.getByRole('link').or(acts.getByRole('button'));
    await expect(corner).toHaveText(names);
    const boxes = await Promise.all((await corner.all()).map((one) => one.boundingBox()));
    const places = boxes.map((box) => box ?? { x: 0, y: 0, width: 0, height: 0 });
    for (const [n, { x, y, width, height }] of places.entries()) {
      expect(x).toBeGreaterThan(1440 / 2);
      expect(y + height).toBeLessThan(100);
      const next = places[n + 1];
      if (next) expect([x + width <= next.x, Math.abs(next.y - y) < 8]).toEqual([true, true]);
    }
    const last = places.at(-1);
    const main = await page.getByRole('main').boundingBox();
    const edges = [(last?.x ?? 0) + (last?.width ?? 0), (main?.x ?? 0) + (main?.width ?? 0)];
    expect(Math.abs((edges[0] ?? 0) - (edges[1] ?? 0))).toBeLessThan(40);
  }

  test('a password can be changed, help found and the session left in the upper right', async ({
    page,
    servers,
  }) => {
    await page.goto(servers.url('harbor'));
    await fillAndSignIn(page, await person('harbor', { roles: ['CSA', 'BILL_ADVISOR'] }));
    const names = ['Change Password', /^Help/, /^Support/, 'Sign out'];
    await expectCorner(page, names);
    for (const path of ['/sessions', '/admin/users', '/change-password']) {
      await page.goto(servers.url('harbor', path));
      await expectCorner(page, names);
    }
  });

  test('who came from the portal has no password to change there', async ({ page, servers }) => {
    await comeIn(page, servers, 'delta', portalUsername('csi-reps'));
    await expectCorner(page, ['Sign out']);
  });
});

test('what a utility has not set is not there', async ({ page, servers }) => {
  await page.goto(servers.url('plain'));
  await fillAndSignIn(page, await person('plain', { roles: ['CSR', 'BILL_ADVISOR'] }));
  await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  for (const name of ['Help', 'Support', 'Program Management', 'Bill Advisor']) {
    await expect(page.getByRole('link', { name })).toHaveCount(0);
  }
  await expect(page.getByText('No tool is set up for you yet.')).toBeVisible();
});

test('User Admin is an administrator’s at a utility without tools too, and says where one is', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('plain'));
  await fillAndSignIn(page, await person('plain', { roles: ['CSA'] }));
  const tab = page.getByRole('navigation').getByRole('link');
  await expect(tab).toHaveText(['User Admin']);
  await expect(page.getByRole('link', { name: 'Change Password' })).toBeVisible();
  await tab.click();
  await expect(page).toHaveURL(servers.url('plain', '/admin/users'));
  await expect(page.getByRole('link', { name: 'User Admin' })).toHaveAttribute(
    'aria-current',
    'page',
  );
});

test('a tool without an address is absent, another is there', async ({ page, servers }) => {
  await page.goto(servers.url('valley'));
  await fillAndSignIn(page, await person('valley', { roles: ['CSR', 'BILL_ADVISOR'] }));
  await expect(page.getByRole('navigation').getByRole('link')).toHaveText(['Bill Advisor']);
});

test('the home page works without script', async ({ anotherBrowser, servers }) => {
  const page = await (await anotherBrowser({ javaScriptEnabled: false })).newPage();
  await page.goto(servers.url('harbor'));
  await fillAndSignIn(page, await person('harbor'));
  await expect(page.getByRole('navigation').getByRole('link')).toHaveText(['Program Management']);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
});
