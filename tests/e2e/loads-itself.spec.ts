import { person } from '@/tests/e2e/support/people';
import { idleFor, secondsIdle } from '@/tests/e2e/support/session-times';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

test('a page that loaded itself uses no session, and who loads it again by hand does', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor', '/sessions'));
  await fillAndSignIn(page, dana);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Where you are signed in');
  await idleFor(servers, dana, 20 * 60);
  await page.goto(servers.url('harbor', '/sessions?again=1&auto=1'));
  await expect(page).toHaveURL(servers.url('harbor', '/sessions?again=1'));
  expect(await secondsIdle(servers, dana)).toBeGreaterThanOrEqual(20 * 60);
  await page.reload();
  await expect(page).toHaveURL(servers.url('harbor', '/sessions?again=1'));
  expect(await secondsIdle(servers, dana)).toBeLessThan(60);
});
