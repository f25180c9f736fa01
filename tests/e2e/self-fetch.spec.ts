import { randomUUID } from 'node:crypto';
import { person } from '@/tests/e2e/support/people';
import { logLines } from '@/tests/e2e/support/server-logs';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

test.use({ expectedConsole: /404/ });

test('a sign-in with script makes the server ask nothing of itself, which would carry the new cookie', async ({
  page,
  servers,
}) => {
  const target = `/there-is-no-${randomUUID()}`;
  await page.goto(servers.url('harbor', `/?returnTo=${target}`));
  await fillAndSignIn(page, await person('harbor'));
  await expect(page).toHaveURL(servers.url('harbor', target));
  // The browser's own request, at the utility's host; Next's would be at localhost, which is none.
  const asked = logLines().filter(({ path }) => path === target);
  expect(asked).toMatchObject([{ utility: 'harbor', status: 404 }]);
});
