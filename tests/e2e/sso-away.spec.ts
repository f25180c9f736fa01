import { theInstallation } from '@/tests/e2e/support/installation';
import { portalUsername, signInAtPortal, startTestPortal } from '@/tests/e2e/support/portal';
import { logLines } from '@/tests/e2e/support/server-logs';
import { until } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';

test('while the portal is away there is a plain page that goes on by itself when it is back', async ({
  page,
  visitor,
  servers,
}) => {
  const { ports, awayPort } = theInstallation();
  const asked = await visitor('ebb').get('/sso/start');
  expect(asked.status).toBe(503);
  expect(asked.headers['retry-after']).toBe('5');
  await page.goto(servers.url('ebb', '/home'));
  await expect(
    page.getByRole('heading', { name: 'Sign-in with Ebb staff portal is not working right now' }),
  ).toBeVisible();
  await expect(page.getByText('tries again by itself')).toBeVisible();
  const portal = await startTestPortal(awayPort, ports, ['ebb']);
  try {
    const back = performance.now();
    await page.getByLabel('Password').waitFor({ timeout: 30_000 });
    // The goal is five seconds; the rest is for a machine that does much else at the moment.
    expect(performance.now() - back).toBeLessThan(15_000);
    await signInAtPortal(page, portalUsername('csi-reps'));
    await expect(page).toHaveURL(servers.url('ebb', '/home'));
  } finally {
    await portal.stop();
  }
  // Who is in notices nothing.
  await page.reload();
  await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
  // Nobody is left at a page of the browser's own.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out here')).toBeVisible();
});

test('a portal that is away is told in the log, under the reference of the page', async ({
  visitor,
}) => {
  const { body } = await visitor('lull').get('/sso/start');
  const [, reference = ''] = /Reference: ([0-9a-f-]{36})/.exec(body) ?? [];
  await until('the log tells of it', async () =>
    logLines().some(
      ({ requestId, sso, detail }) =>
        requestId === reference && sso === 'unavailable' && String(detail).includes('unreachable'),
    ),
  );
});
