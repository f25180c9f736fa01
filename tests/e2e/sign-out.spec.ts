import { person } from '@/tests/e2e/support/people';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION } from '@/tests/e2e/support/visitor';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}, signing out`, () => {
    test.use({ javaScriptEnabled });

    test('ends the session in every tab and on both servers', async ({
      context,
      page,
      servers,
      visitor,
    }) => {
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, await person('harbor'));
      await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
      // Cookies know no port: this tab is on the other server.
      const otherTab = await context.newPage();
      await otherTab.goto(servers.url('harbor', '/home', 'second'));
      await expect(otherTab.getByText('Welcome, Dana Ortiz')).toBeVisible();
      const [cookie] = (await context.cookies()).filter(({ name }) => name === SESSION);

      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Login' })).toBeVisible();
      expect((await context.cookies()).map(({ name }) => name)).not.toContain(SESSION);
      await otherTab.reload();
      await expect(otherTab.getByRole('heading', { name: 'Login' })).toBeVisible();

      const thief = visitor('harbor');
      for (const server of ['first', 'second'] as const) {
        thief.cookies.set(SESSION, cookie?.value ?? '');
        const answer = await thief.get('/home', { server });
        expect([answer.status, answer.headers.location]).toEqual([307, '/?over=ended']);
      }
    });

    test('leaves nothing of the session behind the back button', async ({ page, servers }) => {
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, await person('harbor', { fullName: 'Quentin Xavier' }));
      await expect(page.getByText('Welcome, Quentin Xavier')).toBeVisible();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
      for (const _ of [1, 2]) {
        await page.goBack();
        await expect(page.getByRole('heading', { name: 'Login' })).toBeVisible();
        expect(await page.content()).not.toContain('Quentin Xavier');
      }
    });
  });
}

// With script the tab has gone by itself (idle-sign-out.spec).
test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('signing out works from a tab whose session was ended in another', async ({
    context,
    page,
    servers,
  }) => {
    await page.goto(servers.url('harbor'));
    await fillAndSignIn(page, await person('harbor'));
    await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
    const otherTab = await context.newPage();
    await otherTab.goto(servers.url('harbor', '/home'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
    await otherTab.getByRole('button', { name: 'Sign out' }).click();
    await expect(otherTab.getByText('You are signed out', { exact: true })).toBeVisible();
  });
});

test('no page of a session is kept by the browser or anything on the way', async ({ visitor }) => {
  const guest = visitor('harbor');
  await guest.signIn(await person('harbor'));
  for (const path of ['/home', '/', '/change-password', '/api/auth/session']) {
    const { headers } = await guest.get(path);
    expect([path, headers['cache-control']]).toEqual([path, expect.stringContaining('no-store')]);
  }
});
