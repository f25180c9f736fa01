import type { Page } from '@playwright/test';
import { ask } from '@/tests/e2e/support/ask';
import { en, es, fr } from '@/tests/e2e/support/catalogues';
import { newestMail } from '@/tests/e2e/support/mails';
import { newcomer, type Person, person } from '@/tests/e2e/support/people';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const COOKIE = 'csi-language';

/** Picks a language by its own name in the page's footer. */
function pick(page: Page, name: string): Promise<void> {
  return page.getByRole('contentinfo').getByRole('button', { name, exact: true }).click();
}

/** Signs in on a Welcome page in whichever language. */
async function signInOn(page: Page, { username, password }: Person): Promise<void> {
  await page.locator('[name=username]').fill(username);
  await page.locator('[name=password]').fill(password);
  await page.locator('#login button[type=submit], #login button:not([type])').last().click();
}

for (const javaScriptEnabled of [true, false]) {
  test(`another language is picked in the footer, script: ${javaScriptEnabled}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const context = await anotherBrowser({ javaScriptEnabled });
    const page = await context.newPage();
    const address = servers.url('harbor', '/forgot-password?again=1&x=%C3%A9');
    await page.goto(address);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    const picker = page.getByRole('contentinfo').getByRole('form', { name: 'Language' });
    await expect(picker.locator('[aria-current]')).toHaveText('English');
    await expect(picker.getByRole('button')).toHaveText(['Français', 'Español']);
    await expect(picker.getByRole('button').first()).toHaveAttribute('lang', 'fr-CA');
    for (const button of await picker.getByRole('button').all()) {
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(24);
    }
    await pick(page, 'Français');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(fr.forgotPassword.title);
    await expect(page).toHaveURL(address);
    await expect(page.locator('html')).toHaveAttribute('lang', 'fr-CA');
    const inFrench = page.getByRole('form', { name: fr.language.label });
    await expect(inFrench.locator('[aria-current]')).toHaveText('Français');
    const [cookie] = (await context.cookies()).filter(({ name }) => name === COOKIE);
    expect(cookie).toMatchObject({ value: 'fr', httpOnly: true, sameSite: 'Lax', path: '/' });
    const year = Date.now() / 1000 + 365 * 24 * 3600;
    expect(Math.abs((cookie?.expires ?? 0) - year)).toBeLessThan(600);
  });
}

test('an account remembers its language, in another browser and in its mails', async ({
  page,
  anotherBrowser,
  servers,
}) => {
  const dana = await person('harbor', { fullName: 'Dana Ortiz' });
  await page.goto(servers.url('harbor', '/sessions'));
  await fillAndSignIn(page, dana);
  await page.waitForURL(servers.url('harbor', '/sessions'));
  await pick(page, 'Español');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(es.sessions.title);
  await expect(page).toHaveURL(servers.url('harbor', '/sessions'));

  const other = await (await anotherBrowser()).newPage();
  await other.goto(servers.url('harbor'));
  await expect(other.locator('html')).toHaveAttribute('lang', 'en');
  await fillAndSignIn(other, dana);
  await other.waitForURL(servers.url('harbor', '/home'));
  await expect(other.locator('html')).toHaveAttribute('lang', 'es-US');
  await expect(other.getByRole('link', { name: es.sessions.title })).toBeVisible();
  await other.getByRole('button', { name: es.home.signOut }).click();
  await expect(other.getByText(en.welcome.signedOut)).toBeVisible();

  await other.goto(servers.url('harbor', '/forgot-password'));
  await other.getByLabel(en.forgotPassword.email).fill(dana.email);
  await other.getByRole('button', { name: en.forgotPassword.submit }).click();
  const mail = await newestMail(dana.email);
  expect(mail.subject).toBe(es.mail.forgot_password.subject);
  expect(mail.html).toContain('lang="es-US"');
});

test('who must make a password of their own can read about it, and is led nowhere else', async ({
  page,
  servers,
}) => {
  const dana = await newcomer('harbor');
  await page.goto(servers.url('harbor'));
  await fillAndSignIn(page, dana);
  await page.waitForURL(servers.url('harbor', '/change-password'));
  await expect(page.getByRole('contentinfo').getByRole('link')).toHaveCount(0);
  await pick(page, 'Français');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(fr.createPassword.title);
  await expect(page).toHaveURL(servers.url('harbor', '/change-password'));
});

test('the page that a form came back with is shown again, and its form is not sent again', async ({
  anotherBrowser,
  servers,
}) => {
  const page = await (await anotherBrowser({ javaScriptEnabled: false })).newPage();
  await page.goto(servers.url('harbor'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(en.form.problem)).toBeVisible();
  await pick(page, 'Français');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(fr.welcome.title);
  await expect(page.getByText(fr.form.problem)).toHaveCount(0);
});

test('a utility’s own language is there from the start, with its dates', async ({
  page,
  servers,
}) => {
  const dana = await person('fleuve', { roles: ['CSA'] });
  await page.goto(servers.url('fleuve', '/admin/users'));
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr-CA');
  await signInOn(page, dana);
  await page.waitForURL(servers.url('fleuve', '/admin/users'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(fr.users.title);
  await expect(page.getByRole('main')).toContainText('heure de l’Est');
});

test('the plain pages of SSO are in this browser’s language, and lead back in another', async ({
  page,
  context,
  servers,
}) => {
  const url = servers.url('lull', '/api/auth/callback/portal?state=made-up&code=x');
  await context.addCookies([{ name: COOKIE, value: 'fr', url: servers.url('lull') }]);
  await page.goto(url);
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr-CA');
  await expect(page.getByRole('heading')).toHaveText(fr.sso.refused.title);
  await pick(page, 'Español');
  await expect(page).toHaveURL(servers.url('lull', '/?over=failed'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(es.welcome.title);
});

test('the door’s own pages are in the language of browser or utility', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('fleuve', '/%zz'));
  await expect(page.getByRole('heading')).toHaveText(fr.door.malformed.title);
  await pick(page, 'English');
  await expect(page.getByRole('heading')).toHaveText(en.door.malformed.title);
  await page.goto(servers.url('fleuve'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(en.welcome.title);
});

test('an address of no utility is answered as the browser asks for', async ({ servers }) => {
  const port = servers.portOf();
  for (const [asked, title] of [
    ['fr-CA,fr;q=0.9,en;q=0.8', fr.door.unknownHost.title],
    ['es-MX', es.door.unknownHost.title],
    ['de', en.door.unknownHost.title],
  ]) {
    const headers = { 'accept-language': asked ?? '' };
    const answer = await ask(port, `nobody.localhost:${port}`, '/', { headers });
    expect([asked, answer.status]).toEqual([asked, 404]);
    expect(answer.body).toContain(`<h1>${title}</h1>`);
    expect(answer.body).not.toContain('<form');
    expect(answer.headers['cache-control']).toBe('no-store');
  }
});

test('words come with the page: no catalogue goes to the browser', async ({ page, servers }) => {
  const scripts: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.text());
  });
  await page.goto(servers.url('fleuve'));
  const sent = (await Promise.all(scripts)).join();
  expect(sent).not.toBe('');
  for (const { door } of [en, es, fr]) expect(sent).not.toContain(door.unknownHost.title);
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

test('what is no choice of ours is refused in words and changes nothing', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  for (const body of [
    'locale=de&returnTo=%2Fhome',
    'locale=&returnTo=%2Fhome',
    'locale=fr',
    'locale=fr&locale=es&returnTo=%2Fhome',
    '',
  ]) {
    const answer = await guest.post('/language', body, { headers: FORM });
    expect([body, answer.status]).toEqual([body, 400]);
    expect(answer.body).toContain(en.language.unknown);
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
  expect((await guest.get('/home')).body).toContain('<html lang="en">');
});

test('a form from elsewhere picks nothing', async ({ visitor }) => {
  const headers = { ...FORM, origin: 'https://evil.example' };
  const answer = await visitor('harbor').post('/language', 'locale=fr&returnTo=%2F', { headers });
  expect(answer.status).toBe(403);
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('the way back stays on this host, and does not go round in circles', async ({ visitor }) => {
  const guest = visitor('harbor');
  for (const [returnTo, location] of [
    ['/home?x=1', '/home?x=1'],
    ['//evil.example/', '/'],
    ['https://evil.example/', '/'],
    ['/language', '/'],
    ['/x/../language', '/'],
    ['javascript:alert(1)', '/'],
  ] as const) {
    const body = new URLSearchParams({ locale: 'fr', returnTo }).toString();
    const answer = await guest.post('/language', body, { headers: FORM });
    expect([returnTo, answer.status, answer.headers.location]).toEqual([returnTo, 303, location]);
    expect(answer.headers['cache-control']).toContain('no-store');
  }
});

test('over https the cookie is bound to its host', async ({ visitor }) => {
  const body = 'locale=fr&returnTo=%2F';
  const answer = await visitor('secure').post('/language', body, { headers: FORM });
  expect(answer.headers['set-cookie']?.join()).toMatch(
    /^__Host-csi-language=fr; Path=\/; (?=.*Secure)(?=.*HttpOnly)(?=.*SameSite=lax)/i,
  );
});
