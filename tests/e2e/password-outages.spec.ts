import type { Page } from '@playwright/test';
import type { Answer } from '@/tests/e2e/support/ask';
import { fieldsOfForm, multipart, wordsOf } from '@/tests/e2e/support/forms';
import { mailsFor, newestLink } from '@/tests/e2e/support/mails';
import { type Island, startIsland } from '@/tests/e2e/support/outage';
import { PASSWORD, type Person, person } from '@/tests/e2e/support/people';
import { expectPage } from '@/tests/e2e/support/posts';
import {
  FORGOT,
  fillNewPassword,
  NEW_PASSWORD,
  openLink,
  requestReset,
} from '@/tests/e2e/support/reset';
import { logLines } from '@/tests/e2e/support/server-logs';
import { until } from '@/tests/e2e/support/servers';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import { newVisitor } from '@/tests/e2e/support/visitor';

const SORRY = 'We cannot do that right now';
const CHANGE = '/change-password';
const NEW = { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD };

const idOf = ({ headers }: Answer) => headers['x-request-id'];

function expectSorry(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expectPage(answer);
  expect(wordsOf(answer.body)).toContain(SORRY);
  expect(answer.body).not.toContain(NEW_PASSWORD);
}

test.describe('while the database is away', () => {
  test.describe.configure({ mode: 'default', timeout: 90_000 });
  let island: Island;
  let people: Person[] = [];
  /** Somebody whom no other test has changed. */
  const next = () => people.pop() as Person;

  test.beforeAll(async ({ servers }) => {
    people = await Promise.all(Array.from({ length: 8 }, () => person('harbor')));
    island = await startIsland(servers, people);
  });

  test.afterAll(() => island.remove());

  const restart = async () => {
    await island.restartDatabase();
    const isReady = async () => (await island.ask('harbor', '/api/health/ready')).status === 200;
    await until('the server is ready again', isReady);
  };

  test('every form says so with status 503, changes nothing, and works when it is back', async ({
    address,
  }) => {
    const [dana, sam, kim] = [next(), next(), next()];
    const guest = newVisitor(island, 'harbor', address);
    await requestReset(guest, dana.email);
    const reset = await openLink(guest, await newestLink(dana.email));
    const session = newVisitor(island, 'harbor', address);
    await session.signIn(sam);
    const ready = async (from: typeof guest, path: string, fields: Record<string, string>) => {
      const hidden = fieldsOfForm((await from.get(path)).body);
      const { body, contentType } = multipart({ ...hidden, ...fields });
      return () => from.post(path, body, { headers: { 'content-type': contentType } });
    };
    const forms = {
      forgot: await ready(guest, FORGOT, { email: kim.email }),
      reset: await ready(guest, reset, NEW),
      change: await ready(session, CHANGE, { currentPassword: PASSWORD, ...NEW }),
    };
    await island.stopDatabase();
    for (const page of [await guest.get(reset), await session.get(CHANGE)]) expectSorry(page);
    const forgot = await forms.forgot();
    expectSorry(forgot);
    expect(forgot.body).toContain(`value="${kim.email}"`);
    expectSorry(await forms.reset());
    const change = await forms.change();
    expectSorry(change);
    const ofChange = () =>
      logLines().find(({ msg, requestId }) => msg === 'request' && requestId === idOf(change));
    await until('the request is logged', async () => ofChange() !== undefined);
    expect(ofChange()?.status).toBe(503);
    await restart();
    expect((await forms.forgot()).headers.location).toBe(`${FORGOT}?sent=1`);
    expect((await forms.reset()).headers.location).toBe(`${reset}&done=1`);
    expect((await forms.change()).headers.location).toContain('done=changed');
    await newestLink(kim.email);
    expect(mailsFor(kim.email)).toHaveLength(1);
  });

  for (const javaScriptEnabled of [true, false]) {
    const script = javaScriptEnabled ? 'on' : 'off';

    test(`asking for a link keeps the address, with script ${script}`, async ({
      anotherBrowser,
    }) => {
      const dana = next();
      const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
      await page.goto(island.url('harbor', FORGOT));
      await island.stopDatabase();
      await page.getByLabel('Email address').fill(dana.email);
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(summaryOf(page)).toContainText(SORRY);
      await expect(page.getByLabel('Email address')).toHaveValue(dana.email);
      await restart();
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByText('If nothing arrives')).toBeVisible();
      await newestLink(dana.email);
    });

    test(`a change says so in words and works afterwards, with script ${script}`, async ({
      anotherBrowser,
    }) => {
      const dana = next();
      const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
      const change = async (on: Page) => {
        await on.getByLabel('Current password').fill(PASSWORD);
        await fillNewPassword(on, 'Change your password', NEW_PASSWORD);
      };
      await page.goto(island.url('harbor', CHANGE));
      await fillAndSignIn(page, dana);
      await expect(page.getByLabel('Current password')).toBeVisible();
      await island.stopDatabase();
      await change(page);
      await expect(page.getByText(SORRY).first()).toBeVisible();
      await restart();
      await page.goto(island.url('harbor', CHANGE));
      await change(page);
      await expect(page.getByRole('status')).toContainText('Your password has been changed');
    });
  }
});
