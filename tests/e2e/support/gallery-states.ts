import type { Page } from '@playwright/test';
import { type PlainAnswer, plainAnswer } from '@/lib/door/plain-answers';
import type { MailContent } from '@/lib/mail/mail-content';
import { renderMail } from '@/lib/mail/render-mail';
import { asAdministrator, SHARED, USERS } from '@/tests/e2e/support/administrators';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { IMPORT, peopleFile, reloadUntil, sendFile } from '@/tests/e2e/support/imports';
import { newUsername, person } from '@/tests/e2e/support/people';
import { comeIn, portalUsername } from '@/tests/e2e/support/portal';
import type { Servers } from '@/tests/e2e/support/servers';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { STATES } from '@/tests/e2e/support/states';
import { operatorAt, type UtilityName } from '@/tests/e2e/support/utilities';
import { holdCountdown } from '@/tests/e2e/support/waiting-forms';

/** What only the picture of an answer is wanted of is shown in place of a page. */
async function show(page: Page, servers: Servers, body: string, headers = {}): Promise<void> {
  const address = servers.url('harbor', '/shown');
  const contentType = 'text/html; charset=utf-8';
  // A page that counts down stands still, to be looked at.
  await page.addInitScript(() => {
    window.setInterval = (() => 0) as unknown as typeof window.setInterval;
  });
  await page.route(address, (route) => route.fulfill({ body, contentType, headers }));
  await page.goto(address);
}

const ANSWERS: PlainAnswer[] = [
  'foreignOrigin',
  'method',
  'tooLarge',
  'fileTooLarge',
  'contentType',
  'unavailable',
  'broken',
];

/** The plain answers of the door that need no little trouble to be caused. */
const DOOR_STATES: Record<string, Arrive> = Object.fromEntries(
  ANSWERS.map((kind) => [
    `door-${kind}`,
    async (page: Page, servers: Servers) => {
      const requestId = 'b7f0c6e2-58a7-4c0b-9a83-5b7d2f0f9f31';
      const asked = {
        requestId,
        scheme: 'http',
        locale: 'en',
        returnTo: '/',
        utilityName: 'Harbor Power',
        method: 'GET',
      } as const;
      const { body, headers } = plainAnswer(kind, asked);
      const policy = { 'content-security-policy': headers['Content-Security-Policy'] };
      await show(page, servers, body, policy);
      // Or it would load again while it is looked at.
      if (kind === 'unavailable') await holdCountdown(page);
    },
  ]),
);

const at = new Date('2026-07-04T03:30:00Z');
const username = 'danaortiz';

const FORGOT: MailContent = {
  kind: 'forgot_password',
  username,
  link: `https://csi.harbor.example/reset-password?request=7&token=${'x'.repeat(43)}`,
  expiresAt: at,
};

const MAILS: Record<string, MailContent> = {
  'forgot-password': FORGOT,
  'account-locked': { kind: 'account_locked', username },
  'sign-in-at-portal': { kind: 'sign_in_at_portal' },
  'password-changed': { kind: 'password_changed', username, at, how: 'changed' },
  'password-reset': { kind: 'password_changed', username, at, how: 'reset' },
  'reset-by-administrator': {
    kind: 'password_reset_by_administrator',
    username,
    at,
    expiresAt: new Date('2026-07-11T03:30:00Z'),
  },
  'email-changed': { kind: 'email_changed_by_administrator', username, at },
  'email-taken-off': { kind: 'email_taken_off', username, at },
  'roles-changed': {
    kind: 'roles_changed_by_administrator',
    username,
    at,
    roles: ['CSR', 'BILL_ADVISOR'],
  },
  'changed-to-portal': { kind: 'changed_to_portal', username, at },
  test: { kind: 'test' },
};

async function mailed(page: Page, servers: Servers, content: MailContent, from: UtilityName) {
  const { utility } = await operatorAt(from);
  const context = { utility, fullName: 'Dana Ortiz', locale: 'en' as const };
  const { html } = await renderMail(content.kind === 'test' ? null : context, content);
  await show(page, servers, html);
}

/** Every kind of mail; the one with a button also in accents that nobody could read. */
export const MAIL_STATES: Record<string, Arrive> = {
  ...Object.fromEntries(
    Object.entries(MAILS).map(([name, content]) => [
      `mail-${name}`,
      (page: Page, servers: Servers) => mailed(page, servers, content, 'harbor'),
    ]),
  ),
  ...Object.fromEntries(
    (['gale', 'roster', 'river', 'brook'] as const).map((utility) => [
      `mail-accent-${utility}`,
      (page: Page, servers: Servers) => mailed(page, servers, FORGOT, utility),
    ]),
  ),
};

/** A sheet of temporary passwords, in the tab that it would open anew. */
async function atSheet(page: Page, servers: Servers): Promise<void> {
  await asAdministrator(page, servers, 'harbor', IMPORT);
  const line = (name: string) => `${name},${newUsername()},kim@mail.example,CSR`;
  await sendFile(page, peopleFile(line('Kim Park'), line('Robin Lane')));
  await page.getByRole('button', { name: 'Import 2 users' }).click();
  await reloadUntil(page, '2 people were added');
  await page.locator('form[target]').evaluate((form) => form.removeAttribute('target'));
  await page.getByRole('button', { name: 'Sheet to print' }).click();
  await page.getByText('2 people', { exact: false }).last().waitFor();
}

/** Pages whose utility has a long name, an accent of its own and a logo: welcome, home, User Admin. */
async function atLong(page: Page, servers: Servers, path: string): Promise<void> {
  const dana = await person('long', {
    fullName: 'Wilhelmina-Alexandrina Featherstonehaugh-Cholmondeley',
    roles: ['CSR', 'CSA', 'BILL_ADVISOR'],
    email: `${'wilhelmina.alexandrina.'.repeat(2)}${newUsername()}@customer-service.metropolitan.example`,
  });
  await page.goto(servers.url('long', path));
  await fillAndSignIn(page, dana);
  await page.waitForURL(servers.url('long', path));
}

/** What stands beside the states of pages: pictures and axe are all that is wanted of it. */
export const GALLERY_STATES: Record<string, Arrive> = {
  ...DOOR_STATES,
  'import-sheet': atSheet,
  'long-welcome': (page, servers) => page.goto(servers.url('long')),
  'long-home': (page, servers) => atLong(page, servers, '/home'),
  'long-users': (page, servers) => atLong(page, servers, USERS),
  'accent-yellow': (page, servers) => asAdministrator(page, servers, 'gale', SHARED),
  'accent-magenta': (page, servers) => asAdministrator(page, servers, 'roster', '/change-password'),
  'accent-black': (page, servers) => page.goto(servers.url('river')),
  'accent-white': (page, servers) => page.goto(servers.url('brook', '/?code=locked')),
  'accent-sso': (page, servers) => comeIn(page, servers, 'delta', portalUsername('csi-reps')),
};

/** Words that are a quarter longer: where buttons, tabs and tables are closest. */
const TRANSLATED = ['welcome-locked', 'home', 'users', 'user', 'change', 'sessions'];

const LANGUAGES = { fr: ['Français', 'fr-CA'], es: ['Español', 'es-US'] } as const;

/** Some states in the other languages, by the picker in the page's footer. */
export const TRANSLATED_STATES: Record<string, Arrive> = Object.fromEntries(
  Object.entries(LANGUAGES).flatMap(([locale, [name, tag]]) =>
    TRANSLATED.map((state) => [
      `${locale}-${state}`,
      async (page: Page, servers: Servers) => {
        await STATES[state]?.(page, servers);
        await page.getByRole('button', { name }).click();
        await page.locator(`html[lang=${tag}]`).waitFor();
      },
    ]),
  ),
);
