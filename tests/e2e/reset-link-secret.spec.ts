import { fieldsOfForm, multipart } from '@/tests/e2e/support/forms';
import { newestLink } from '@/tests/e2e/support/mails';
import { person } from '@/tests/e2e/support/people';
import {
  FORGOT,
  fillNewPassword,
  mailedLink,
  NEW_PASSWORD,
  partsOf,
  pathIn,
  requestReset,
} from '@/tests/e2e/support/reset';
import { rawLogs } from '@/tests/e2e/support/server-logs';
import { until } from '@/tests/e2e/support/servers';
import { summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

test('the secret of a link is in no page, no Referer and no log line', async ({
  page,
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const link = await mailedLink(visitor('harbor'), dana);
  const { id, secret } = partsOf(link);
  const referers: string[] = [];
  page.on('request', (request) => {
    if (request.url() === link) return;
    referers.push(`${request.headers().referer} ${request.url()} ${request.postData()}`);
  });
  await page.goto(link);
  await fillNewPassword(page, 'Submit', 'dana');
  await expect(summaryOf(page)).toBeVisible();
  const pages = [await page.content()];
  await fillNewPassword(page, 'Submit', NEW_PASSWORD);
  await expect(page.getByRole('status')).toBeVisible();
  pages.push(await page.content());
  await page.getByRole('link', { name: 'Go to sign in' }).click();
  await expect(page).toHaveURL(servers.url('harbor'));
  const { headers } = await visitor('harbor').get(`${pathIn(link)}x`);
  const requestId = String(headers['x-request-id']);
  await until('it is logged', async () => rawLogs().some((line) => line.includes(requestId)));
  expect(pages.join()).toContain(id);
  for (const place of [pages, referers, rawLogs()]) {
    expect(place.filter((text) => text.includes(secret) || text.includes('token='))).toEqual([]);
    expect(place.length).toBeGreaterThan(0);
  }
  expect(rawLogs().filter((line) => line.includes(NEW_PASSWORD))).toEqual([]);
});

test('links stand on the utility’s first domain, whatever host and headers the request had', async ({
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const onFirst = new RegExp(`^${servers.url('harbor', '', 'first')}/reset-password\\?token=`);
  await requestReset(guest, dana.email, 'second');
  expect(await newestLink(dana.email, 1)).toMatch(onFirst);

  const hidden = fieldsOfForm((await guest.get(FORGOT)).body);
  const { body, contentType } = multipart({ ...hidden, email: dana.email });
  const ask = (forged: Record<string, string>) =>
    guest.post(FORGOT, body, { headers: { 'content-type': contentType, ...forged } });
  for (const host of ['evil.example', 'harbor.localhost:1', 'harbor.localhost']) {
    expect([host, (await ask({ host, origin: `http://${host}` })).status]).toEqual([host, 404]);
  }
  const headers = {
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example;proto=https',
  };
  expect((await ask(headers)).headers.location).toBe(`${FORGOT}?sent=1`);
  expect(await newestLink(dana.email, 2)).toMatch(onFirst);
});
