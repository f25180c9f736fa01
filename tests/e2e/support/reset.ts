import type { Page } from '@playwright/test';
import type { Answer } from '@/tests/e2e/support/ask';
import { newestLink } from '@/tests/e2e/support/mails';
import type { Person } from '@/tests/e2e/support/people';
import { type Servers, until, type Which } from '@/tests/e2e/support/servers';
import type { Visitor } from '@/tests/e2e/support/visitor';

export const FORGOT = '/forgot-password';
export const RESET = '/reset-password';

/** Good at every utility of the run, and another than everybody's first. */
export const NEW_PASSWORD = 'Harvest-Moon-41-Harvest';

/** Where everybody's request for a new password leads. */
export const TAKEN = [303, `${FORGOT}?sent=1`];

export const outcomeOf = ({ status, headers }: Answer) => [status, headers.location];

/** Asks for a new password without a browser. */
export function requestReset(guest: Visitor, email: string, server?: Which): Promise<Answer> {
  return guest.submit(FORGOT, { email }, server);
}

/** Asks for a link and takes it out of the mail, the person's so manieth. */
export async function mailedLink(guest: Visitor, { email }: Person, count = 1): Promise<string> {
  await requestReset(guest, email);
  return newestLink(email, count);
}

/** What a link asks of its host. */
export function pathIn(link: string): string {
  const { pathname, search } = new URL(link);
  return pathname + search;
}

/** The two halves of a link: its public id, and its secret. */
export function partsOf(link: string): { id: string; secret: string } {
  const [id = '', secret = ''] = (new URL(link).searchParams.get('token') ?? '').split('.');
  return { id, secret };
}

/** Opens a link without a browser; the visitor then has its cookie. Where it led to. */
export async function openLink(guest: Visitor, link: string): Promise<string> {
  return (await guest.get(pathIn(link))).headers.location ?? '';
}

/** Sends the form behind an opened link. */
export function choose(guest: Visitor, page: string, newPassword: string): Promise<Answer> {
  return guest.submit(page, { newPassword, confirmPassword: newPassword });
}

/** Waits until everything that a client asked for was decided and no mail about these people waits. */
export async function allSettled(
  { sql }: Servers,
  address: string,
  people: Person[],
): Promise<void> {
  const ids = people.map(({ userId }) => userId);
  await until('nothing waits to be decided or mailed', async () => {
    const waiting = await sql`
      select 1 from reset_requests where client_address = ${address} and decided_at is null
      union all select 1 from mail_outbox where user_id = any(${ids}::uuid[])`;
    return waiting.length === 0;
  });
}

/** Fills in a new password, twice, on the page that is shown, and sends it. */
export async function fillNewPassword(
  page: Page,
  button: string,
  password: string,
  confirm = password,
): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('Confirm new password').fill(confirm);
  await page.getByRole('button', { name: button, exact: true }).click();
}
