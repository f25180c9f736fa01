import { person } from '@/tests/e2e/support/people';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('who asked for a page is taken there after signing in, past a typing error', async ({
      page,
      servers,
    }) => {
      const dana = await person('harbor');
      await page.goto(servers.url('harbor', '/home?done=password_created'));
      await expect(page).toHaveURL(/\/\?returnTo=/);
      await fillAndSignIn(page, { ...dana, password: 'wrong' });
      await expect(page.getByText('2 attempts left')).toBeVisible();
      await fillAndSignIn(page, dana);
      await expect(page).toHaveURL(servers.url('harbor', '/home?done=password_created'));
    });
  });
}

const ATTACKS = [
  'https://evil.example/',
  'http:evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/home/..//evil.example',
  '/%2e//evil.example',
  '/%2e%2e//evil.example/..',
  'javascript:alert(1)',
  'data:text/html,x',
  '@evil.example',
  '.evil.example',
  '/api/auth/signout',
  '/_next/static/x',
];

for (const attack of ATTACKS) {
  test(`a page to return to is never elsewhere: ${JSON.stringify(attack)}`, async ({
    servers,
    visitor,
  }) => {
    const dana = await person('harbor');
    const guest = visitor('harbor');
    const fields = { username: dana.username, password: dana.password, returnTo: attack };
    const posted = await guest.submit('/', fields);
    const asked = await guest.get(`/?returnTo=${encodeURIComponent(attack)}`);
    for (const answer of [posted, asked]) {
      expect([303, 307]).toContain(answer.status);
      const target = new URL(answer.headers.location ?? '', servers.url('harbor'));
      expect(target.href).toBe(servers.url('harbor', '/home'));
    }
  });
}

test('a path on this host is returned to with its query and its fragment', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const returnTo = '/programs/4711?tab=bills&from=%2Fhome#line-3';
  const answer = await guest.submit('/', { ...dana, returnTo });
  expect(answer.headers.location).toBe(returnTo);
});
