import type { Page } from '@playwright/test';
import {
  asAdministrator,
  crowd,
  LOCKED,
  lockAt,
  lockOut,
  NEW_USER,
  pathOf,
  SHARED,
  signInTo,
  USERS,
} from '@/tests/e2e/support/administrators';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { IMPORT, peopleFile, reloadUntil, sendFile } from '@/tests/e2e/support/imports';
import {
  arrive,
  arriveChanging,
  bind,
  LINKS,
  signedInByPortal,
} from '@/tests/e2e/support/pending-links';
import { disable, newcomer, newUsername, type Person, person } from '@/tests/e2e/support/people';
import type { Servers } from '@/tests/e2e/support/servers';
import type { UtilityName } from '@/tests/e2e/support/utilities';

const at =
  (path: string, utility: UtilityName = 'harbor'): Arrive =>
  (page, servers) =>
    asAdministrator(page, servers, utility, path);

const problemIn = (page: Page) => page.getByText('There is a problem').waitFor();

async function fillNewUser(page: Page, username = newUsername()): Promise<void> {
  await page.getByLabel('Full Name').fill('Kim Park');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email Address').fill(`${username}@mail.example`);
}

/** At the page of somebody new. */
async function atUser(page: Page, servers: Servers, utility: 'harbor' | 'river' = 'harbor') {
  const dana = await person(utility);
  await asAdministrator(page, servers, utility, pathOf(dana));
  return dana;
}

async function storm(servers: Servers): Promise<void> {
  await lockAt(servers, await crowd('gale', 10), new Date());
}

/** The one administrator of a utility, for however many tests at once. */
async function theOnlyOne({ sql }: Servers): Promise<Pick<Person, 'utility' | 'userId'>> {
  const bob = { username: 'bob', fullName: 'Bob Portal', roles: ['CSA' as const] };
  const added = await newcomer('lone', { ...bob, signInMethod: 'sso' }).catch(() => null);
  if (added) return added;
  const [row] = await sql`select user_id from users where utility_id = 'lone'`;
  return { utility: 'lone', userId: row?.user_id };
}

async function twins(): Promise<void> {
  const one = await person('gale');
  await person('gale', { email: one.email });
}

/** User Admin, at every stage that an administrator can see. */
export const ADMIN_STATES: Record<string, Arrive> = {
  users: at(USERS),
  'users-sso': at(`${USERS}?view=all&method=sso`, 'river'),
  'users-nobody': at(`${USERS}?q=nobody-has-this-name`),
  'users-faults': at(`${USERS}?q=${'x'.repeat(255)}&after=nonsense`),
  async 'users-storm'(page, servers) {
    await storm(servers);
    await asAdministrator(page, servers, 'gale', USERS);
    await page.getByText('locked in the last hour').waitFor();
  },
  'user-new': at(NEW_USER),
  'user-new-both': at(NEW_USER, 'river'),
  async 'user-new-warned'(page, servers) {
    const dana = await person('harbor');
    await asAdministrator(page, servers, 'harbor', NEW_USER);
    await page.getByLabel('Username').fill(dana.username);
    await page.getByLabel('Email Address').fill(dana.email);
    await page.getByLabel('Full Name').focus();
    await page.getByText('This username is taken').waitFor();
    await page.getByText('Another username has this email address.').waitFor();
  },
  async 'user-new-refused'(page, servers) {
    await asAdministrator(page, servers, 'harbor', NEW_USER);
    await fillNewUser(page, 'no username');
    await page.getByLabel('Email Address').fill('nowhere');
    await page.getByLabel('CSR').uncheck();
    await page.getByRole('button', { name: 'Add user' }).click();
    await problemIn(page);
  },
  async 'user-added'(page, servers) {
    await asAdministrator(page, servers, 'harbor', NEW_USER);
    await fillNewUser(page);
    await page.getByRole('button', { name: 'Add user' }).click();
    await page.locator('[data-temporary-password]').waitFor();
  },
  user: atUser,
  async 'user-locked'(page, servers) {
    const dana = await person('harbor');
    await lockOut(servers, dana);
    await asAdministrator(page, servers, 'harbor', pathOf(dana));
  },
  async 'user-disabled'(page, servers) {
    const dana = await newcomer('harbor');
    await disable(dana);
    await asAdministrator(page, servers, 'harbor', pathOf(dana));
  },
  async 'user-shared'(page, servers) {
    const one = await person('harbor');
    await person('harbor', { email: one.email });
    await asAdministrator(page, servers, 'harbor', `${pathOf(one)}?done=saved`);
  },
  async 'user-reset'(page, servers) {
    await atUser(page, servers);
    await page.getByRole('button', { name: 'Reset to a temporary password' }).click();
    await page.locator('[data-temporary-password]').waitFor();
  },
  async 'user-reset-refused'(page, servers) {
    await atUser(page, servers);
    await page.getByText('Type the temporary password yourself').click();
    await page.getByLabel('Temporary password').fill('dana');
    await page.getByRole('button', { name: 'Reset to a temporary password' }).click();
    await problemIn(page);
  },
  async 'user-collision'(page, servers) {
    const dana = await atUser(page, servers);
    await servers.sql`update users set full_name = 'Dana Meyer', version = version + 1
      where user_id = ${dana.userId}`;
    await page.getByLabel('Full Name').fill('Dana Miller');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await problemIn(page);
  },
  async 'user-delete'(page, servers) {
    await atUser(page, servers);
    await page.getByRole('link', { name: 'Delete…' }).click();
    await page.getByText('Keep the account').waitFor();
  },
  async 'user-self'(page, servers) {
    const csa = await asAdministrator(page, servers, 'harbor', USERS);
    await page.goto(servers.url('harbor', pathOf(csa)));
    await page.getByText('This is your own account').waitFor();
  },
  async 'user-sso'(page, servers) {
    const alice = await newcomer('river', { signInMethod: 'sso' });
    await asAdministrator(page, servers, 'river', pathOf(alice));
    await page.getByRole('button', { name: 'Change to a password' }).waitFor();
  },
  async 'user-link'(page, servers) {
    const dana = await person('river');
    await arrive(dana);
    await arrive(dana);
    await asAdministrator(page, servers, 'river', pathOf(dana));
    await page.getByRole('button', { name: 'Link this account' }).waitFor();
  },
  async 'user-link-changing'(page, servers) {
    const dana = await person('river');
    await arriveChanging(dana, 4);
    await arrive(dana, { subject: 'last', fullName: null, email: null, roles: [] });
    await asAdministrator(page, servers, 'river', pathOf(dana));
    await page.getByText('Linking will not help').waitFor();
  },
  async 'user-link-off'(page, servers) {
    const dana = await person('brook');
    await arrive(dana);
    await asAdministrator(page, servers, 'brook', pathOf(dana));
    await page.getByText('cannot be linked').waitFor();
  },
  async 'user-linked'(page, servers) {
    const alice = await newcomer('river', { signInMethod: 'sso' });
    await bind(alice);
    await servers.sql`update users set email = '', email_key = '', roles = '{}'
      where user_id = ${alice.userId}`;
    await asAdministrator(page, servers, 'river', `${pathOf(alice)}?done=linked`);
    await page.getByRole('button', { name: 'Unlink from the portal' }).waitFor();
  },
  async 'user-no-email'(page, servers) {
    const dana = await person('river');
    const subject = `of-${dana.userId}`;
    await bind(await newcomer('river', { signInMethod: 'sso' }), subject);
    await arrive(dana, { subject });
    await servers.sql`update users set email = '', email_key = '' where user_id = ${dana.userId}`;
    await asAdministrator(page, servers, 'river', pathOf(dana));
    await page.getByText('This account has no email address.').waitFor();
    await page.getByRole('button', { name: 'Link this account' }).click();
    await page.getByText('another account here').waitFor();
  },
  'pending-links-none': at(LINKS, 'harbor'),
  async 'pending-links'(page, servers) {
    const [dana, sam] = [await person('river'), await person('river', { fullName: 'Sam Lee' })];
    await arrive(dana);
    await arriveChanging(sam, 4);
    await arrive(sam, { subject: 'last', fullName: null, email: null });
    await asAdministrator(page, servers, 'river', LINKS);
    await page.getByRole('table').waitFor();
  },
  async 'users-waiting'(page, servers) {
    await arrive(await person('river'));
    await asAdministrator(page, servers, 'river', USERS);
    await page.getByText('for your decision').waitFor();
  },
  async 'users-lonely'(page, servers) {
    const bob = await theOnlyOne(servers);
    await signedInByPortal(page, servers, bob);
    await page.goto(servers.url('lone', USERS));
    await page.getByText('is the only administrator').waitFor();
  },
  async 'user-lonely'(page, servers) {
    const bob = await theOnlyOne(servers);
    await signedInByPortal(page, servers, bob);
    await page.goto(servers.url('lone', pathOf(bob)));
    await page.getByText('is the only administrator').waitFor();
  },
  'user-unknown': at(`${USERS}/00000000-0000-4000-8000-000000000000`),
  async 'shared-emails'(page, servers) {
    await twins();
    await asAdministrator(page, servers, 'gale', SHARED);
  },
  async 'shared-emails-refused'(page, servers) {
    await twins();
    await asAdministrator(page, servers, 'gale', SHARED);
    await page.getByRole('button', { name: 'Save', exact: false }).first().click();
    await page.getByRole('alert').first().waitFor();
  },
  'locked-users': at(LOCKED),
  'locked-users-none': at(`${LOCKED}?since=2026-01-01T00:00`, 'roster'),
  'locked-users-fault': at(`${LOCKED}?since=yesterday`),
  async 'locked-users-rows'(page, servers) {
    await storm(servers);
    await asAdministrator(page, servers, 'gale', `${LOCKED}?since=2026-01-01T00:00`);
    await page.getByRole('table').waitFor();
  },
  import: at(IMPORT),
  async 'import-checked'(page, servers) {
    await asAdministrator(page, servers, 'harbor', IMPORT);
    await sendFile(
      page,
      peopleFile(`Kim Park,${newUsername()},kim@mail.example,CSR`, 'x,y,z,KING'),
    );
  },
  async 'import-finished'(page, servers) {
    await asAdministrator(page, servers, 'harbor', IMPORT);
    await sendFile(page, peopleFile(`Kim Park,${newUsername()},kim@mail.example,CSR`));
    await page.getByRole('button', { name: 'Import 1 user' }).click();
    await reloadUntil(page, '1 person was added');
  },
  audit: at('/admin/audit', 'roster'),
  'audit-faults': at('/admin/audit?from=2026-02-31&older=nonsense'),
  async 'for-administrators'(page, servers) {
    await signInTo(page, servers, await person('harbor'), USERS);
    await page.getByText('This page is for administrators').waitFor();
  },
};
