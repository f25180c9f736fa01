import { comeIn, portalUsername } from '@/tests/e2e/support/portal';
import { expect, test } from '@/tests/e2e/support/test';

test('the way back from the portal is believed only with what it was given', async ({
  page,
  servers,
}) => {
  await comeIn(page, servers, 'tide', portalUsername('csi-reps'));
  await page.route(
    (url) => url.pathname === '/oidc/session/end',
    (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>Broken</p>' }),
  );
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('Broken')).toBeVisible();
  await page.goto(servers.url('tide', '/sso/oidc/signed-out?state=made-up'));
  await expect(page).toHaveURL(servers.url('tide', '/?over=signed_out_here'));
});
