import { createHash, randomBytes } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import type { FindPerson, PortalPerson } from '@/demo/portal/people';
import { type Portal, startPortal } from '@/demo/portal/portal';
import { theInstallation } from '@/tests/e2e/support/installation';
import type { Servers } from '@/tests/e2e/support/servers';
import {
  CLIENT_SECRET,
  domainOf,
  type UtilityName,
  WITH_PORTAL,
} from '@/tests/e2e/support/utilities';

/** Good for everybody at the portal. */
const PORTAL_PASSWORD = 'portal-pass-1';

export const GROUPS = ['csi-reps', 'csi-admins', 'csi-bills'] as const;
export type Group = (typeof GROUPS)[number];

/** Somebody new at the portal: the groups stand in the username, so that its process needs not be told. */
export function portalUsername(...groups: Group[]): string {
  return [`portal-${randomBytes(5).toString('hex')}`, ...groups].join('.');
}

/** Whoever it is: a subject that is always the same, and the groups that the username names. */
function personOf(username: string): PortalPerson {
  return {
    subject: createHash('sha256').update(username).digest('hex').slice(0, 32),
    username,
    fullName: 'Alice Archer',
    email: `${username}@mail.example`,
    groups: GROUPS.filter((group) => username.includes(group)),
  };
}

/** Anybody whose username a test has made up. */
export const findTestPerson: FindPerson = (username, password) =>
  password === PORTAL_PASSWORD ? personOf(username) : null;

/** The demo's portal with as many people as tests make up, for the utilities at these servers. */
export function startTestPortal(
  port: number,
  ports: readonly [number, number],
  utilities: readonly UtilityName[] = WITH_PORTAL,
): Promise<Portal> {
  return startPortal({
    port,
    clients: utilities.map((utility) => {
      const [canonical, other] = ports.map((at) => `http://${domainOf(utility, at)}`);
      return {
        clientId: `csi-${utility}`,
        clientSecret: CLIENT_SECRET,
        origins: [canonical ?? '', other ?? ''],
      };
    }),
    findPerson: findTestPerson,
  });
}

/** Where the run's portal is. */
export function portalOrigin(): string {
  return `http://localhost:${theInstallation().portalPort}`;
}

/** Fills in the portal's own form, and sends it. */
export async function signInAtPortal(page: Page, username: string): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(PORTAL_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Goes to the portal's own page and signs in there. */
export async function signInThere(page: Page, portalPage: string, username: string): Promise<void> {
  await page.goto(portalPage);
  await signInAtPortal(page, username);
  await page.getByRole('heading', { name: 'Hello, Alice Archer' }).waitFor();
}

/** Comes in by the portal, whose form is filled in on the way, to a page. */
export async function comeIn(
  page: Page,
  servers: Servers,
  utility: UtilityName,
  username: string,
  path = '/home',
): Promise<void> {
  await page.goto(servers.url(utility, `/sso/start?${new URLSearchParams({ returnTo: path })}`));
  await signInAtPortal(page, username);
  await page.waitForURL(servers.url(utility, path));
}

/** What the portal says to who has to type the password although they are signed in there. */
export function asksAgain(page: Page): Locator {
  return page.getByText('asks you to sign in again');
}

/**
 * Portals count whole seconds: by them they cannot tell what lies within one or two of another. What people
 * do lies minutes apart.
 */
export async function untilPortalsCanTell(): Promise<void> {
  const since = performance.now();
  const passed = () => performance.now() - since;
  await expect.poll(passed, { timeout: 10_000 }).toBeGreaterThan(3_000);
}
