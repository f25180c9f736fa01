import type { Page } from '@playwright/test';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { newestLink } from '@/tests/e2e/support/mails';
import { newUsername, PASSWORD, type Person, person, WRONG } from '@/tests/e2e/support/people';
import { FORGOT, fillNewPassword, NEW_PASSWORD, RESET } from '@/tests/e2e/support/reset';
import type { Servers } from '@/tests/e2e/support/servers';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { newAddress, newVisitor } from '@/tests/e2e/support/visitor';

const problemIn = (page: Page) => page.getByText('There is a problem').waitFor();

async function asked(page: Page, servers: Servers, email: string): Promise<void> {
  await page.goto(servers.url('harbor', FORGOT));
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('button', { name: 'Submit' }).click();
}

async function requested(page: Page, servers: Servers, email: string): Promise<void> {
  await asked(page, servers, email);
  await page.getByText('If nothing arrives').waitFor();
}

/** Behind the mailed link of somebody new. */
async function linked(page: Page, servers: Servers): Promise<Person> {
  const dana = await person('harbor');
  await requested(page, servers, dana.email);
  await page.goto(await newestLink(dana.email));
  await page.getByText(`for the username ${dana.username}`).waitFor();
  return dana;
}

async function lockOut(servers: Servers, who: Person): Promise<void> {
  const guest = newVisitor(servers, who.utility, newAddress());
  for (const _ of [1, 2, 3]) await guest.signIn({ ...who, password: WRONG });
}

async function reset(page: Page, servers: Servers): Promise<void> {
  await linked(page, servers);
  await fillNewPassword(page, 'Submit', NEW_PASSWORD);
  await page.getByRole('button', { name: 'Stay on this page' }).waitFor();
}

async function atChange(page: Page, servers: Servers): Promise<Person> {
  const dana = await person('harbor', { roles: ['CSA', 'BILL_ADVISOR'] });
  await page.goto(servers.url('harbor', '/change-password'));
  await fillAndSignIn(page, dana);
  await page.getByLabel('Current password').waitFor();
  return dana;
}

async function change(page: Page, current: string, password: string): Promise<void> {
  await page.getByLabel('Current password').fill(current);
  await fillNewPassword(page, 'Change your password', password);
}

/** A forgotten password, and one that is changed, at every stage. */
export const PASSWORD_STATES: Record<string, Arrive> = {
  forgot: (page, servers) => page.goto(servers.url('harbor', FORGOT)),
  'forgot-portal': (page, servers) => page.goto(servers.url('portal', FORGOT)),
  async 'forgot-refused'(page, servers) {
    await asked(page, servers, 'dana@');
    await problemIn(page);
  },
  async 'forgot-throttled'(page, servers) {
    const anybody = () => `${newUsername()}@mail.example`;
    for (let n = 0; n < 10; n += 1) await requested(page, servers, anybody());
    await asked(page, servers, anybody());
    await problemIn(page);
  },
  'reset-requested': (page, servers) => page.goto(servers.url('harbor', `${FORGOT}?sent=1`)),
  reset: linked,
  async 'reset-refused'(page, servers) {
    await linked(page, servers);
    await fillNewPassword(page, 'Submit', 'dana');
    await problemIn(page);
  },
  'reset-invalid': (page, servers) => page.goto(servers.url('harbor', RESET)),
  'reset-forgotten': (page, servers) =>
    page.goto(servers.url('harbor', `${RESET}?r=00000000-0000-4000-8000-000000000000`)),
  async 'reset-locked'(page, servers) {
    await lockOut(servers, await linked(page, servers));
    await page.reload();
    await page.getByText('Once it is unlocked').waitFor();
  },
  async 'reset-done'(page, servers) {
    await reset(page, servers);
    // As if out of view, or it would go on.
    await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { value: '' }));
  },
  async 'reset-done-stayed'(page, servers) {
    await reset(page, servers);
    const stay = page.getByRole('button', { name: 'Stay on this page' });
    await stay.click();
    await stay.waitFor({ state: 'detached' });
  },
  change: atChange,
  async 'change-ticking'(page, servers) {
    await atChange(page, servers);
    await page.getByLabel('New password', { exact: true }).fill('Bay-27');
    await page.locator('[data-state=met]').first().waitFor();
  },
  async 'change-refused'(page, servers) {
    await atChange(page, servers);
    await change(page, PASSWORD, 'dana');
    await problemIn(page);
  },
  async 'change-wrong'(page, servers) {
    await atChange(page, servers);
    await change(page, WRONG, NEW_PASSWORD);
    await problemIn(page);
  },
  async 'change-locked'(page, servers) {
    await lockOut(servers, await atChange(page, servers));
    await change(page, PASSWORD, NEW_PASSWORD);
    await problemIn(page);
  },
  async 'change-done'(page, servers) {
    await atChange(page, servers);
    await change(page, PASSWORD, NEW_PASSWORD);
    await page.getByText('Your password has been changed').waitFor();
  },
  async 'change-too-old'(page, servers) {
    const dana = await person('aged');
    await servers.sql`update users set password_set_at = now() - interval '91 days'
      where user_id = ${dana.userId}`;
    await page.goto(servers.url('aged'));
    await fillAndSignIn(page, dana);
    await page.getByText('Passwords here last at most 90 days').waitFor();
  },
};
