import type { Page } from '@playwright/test';
import { ADMIN_STATES } from '@/tests/e2e/support/admin-states';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { PASSWORD_STATES } from '@/tests/e2e/support/password-states';
import { newcomer, newUsername, PASSWORD, person, WRONG } from '@/tests/e2e/support/people';
import { SAML_STATES } from '@/tests/e2e/support/saml-states';
import type { Servers } from '@/tests/e2e/support/servers';
import { SESSION_STATES } from '@/tests/e2e/support/session-states';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { SSO_STATES } from '@/tests/e2e/support/sso-states';
import { SSO_TEST_STATES } from '@/tests/e2e/support/sso-test';
import { WAITING_STATES } from '@/tests/e2e/support/waiting-forms';
import { WATCH_STATES } from '@/tests/e2e/support/watch-states';

const at =
  (path: string): Arrive =>
  (page, servers) =>
    page.goto(servers.url('harbor', path));

async function signedIn(page: Page, servers: Servers, path: string): Promise<void> {
  const roles = ['CSA', 'BILL_ADVISOR'] as const;
  await page.goto(servers.url('harbor', path));
  await fillAndSignIn(page, await person('harbor', { roles: [...roles] }));
  await page.waitForURL(servers.url('harbor', path));
}

async function withTemporary(page: Page, servers: Servers): Promise<string> {
  const dana = await newcomer('harbor');
  await page.goto(servers.url('harbor'));
  await fillAndSignIn(page, dana);
  await page.waitForURL(servers.url('harbor', '/change-password'));
  return dana.userId;
}

async function tried(page: Page, servers: Servers, username: string, password: string) {
  await page.goto(servers.url('harbor'));
  await fillAndSignIn(page, { username, password });
  await page.getByText('There is a problem').waitFor();
}

/** Every page and state that a person can see today, and how to get there. */
export const STATES: Record<string, Arrive> = {
  welcome: at('/'),
  'welcome-idle': at('/?over=idle'),
  'welcome-signed-out': at('/?over=signed_out'),
  'welcome-again': at('/?again=1'),
  'welcome-locked': at('/?code=locked'),
  'welcome-throttled': at('/?code=throttled.7'),
  'welcome-busy': at('/?code=busy.12'),
  'welcome-disabled': at('/?code=disabled'),
  'welcome-temporary-expired': at('/?code=temporary_password_expired'),
  'welcome-empty': (page, servers) => tried(page, servers, '', ''),
  'welcome-wrong': (page, servers) => tried(page, servers, `${newUsername()}@x`, WRONG),
  'welcome-portal': (page, servers) => page.goto(servers.url('portal', '/?over=failed')),
  'unknown-host': (page, servers) => page.goto(`http://nobody.localhost:${servers.portOf()}/`),
  'bad-address': at('/%zz'),
  'not-found': at('/no-such-page'),
  home: (page, servers) => signedIn(page, servers, '/home'),
  'home-created': (page, servers) => signedIn(page, servers, '/home?done=password_created'),
  async 'home-no-tools'(page, servers) {
    await page.goto(servers.url('plain'));
    await fillAndSignIn(page, await person('plain'));
    await page.waitForURL(servers.url('plain', '/home'));
  },
  create: withTemporary,
  async 'create-refused'(page, servers) {
    await withTemporary(page, servers);
    await page.getByLabel('New password', { exact: true }).fill('dana');
    await page.getByLabel('Confirm new password').fill('dana');
    await page.getByRole('button', { name: 'Create your personal password' }).click();
    await page.getByText('There is a problem').waitFor();
  },
  async 'create-expired'(page, servers) {
    const userId = await withTemporary(page, servers);
    await servers.sql`update users set temporary_expires_at = now() where user_id = ${userId}`;
    await page.reload();
    await page.getByText('Your temporary password has expired').waitFor();
  },
  async 'password-shown'(page, servers) {
    await page.goto(servers.url('harbor'));
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Show password' }).click();
  },
  ...PASSWORD_STATES,
  ...SESSION_STATES,
  ...WATCH_STATES,
  ...ADMIN_STATES,
  ...SSO_STATES,
  ...SSO_TEST_STATES,
  ...SAML_STATES,
  ...WAITING_STATES,
};
