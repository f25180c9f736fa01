import { ask } from '@/tests/e2e/support/ask';
import { expect, test } from '@/tests/e2e/support/test';

test('an address of no utility says so, offers no sign-in and names no utility', async ({
  page,
  servers,
}) => {
  const address = `http://nobody.localhost:${servers.portOf()}/home`;
  const answer = await page.goto(address);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading')).toHaveText('This address belongs to no utility');
  await expect(page.getByText('ask your supervisor for the right address')).toBeVisible();
  await expect(page.locator('form, input, button, a')).toHaveCount(0);
  expect(await page.content()).not.toMatch(/Harbor|Plain Lights|Valley|Sign in/);
});

test('nothing of a utility is found by another name, a part of its name or an address', async ({
  servers,
}) => {
  const port = servers.portOf();
  const hosts = [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    'harbor.localhost',
    `harbor.localhost:${port + 1}`,
    `x.harbor.localhost:${port}`,
    `harbor.localhost:${port}.evil.example`,
    `harbor.localhost:${port}@evil.example`,
    'csi.secure.example:8443',
    '__proto__',
    'all',
    '"><script>alert(1)</script>',
  ];
  for (const host of hosts) {
    for (const path of ['/', '/home', '/api/auth/csrf', '/_next/static/x', '/logo/x']) {
      const answer = await ask(port, host, path, {});
      expect([host, path, answer.status]).toEqual([host, path, 404]);
      expect(answer.body).not.toContain('<script');
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  }
});

test('a host is found in capitals, with a final dot and with the port of its scheme', async ({
  servers,
}) => {
  const port = servers.portOf();
  const spellings = [
    `HARBOR.LocalHost:${port}`,
    `harbor.localhost.:${port}`,
    'CSI.secure.example',
    'csi.secure.example.',
    'csi.secure.example:443',
  ];
  for (const host of spellings) {
    expect([host, (await ask(port, host, '/', {})).status]).toEqual([host, 200]);
  }
});
