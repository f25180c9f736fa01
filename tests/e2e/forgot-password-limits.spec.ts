import { fieldsOfForm, multipart, wordsOf } from '@/tests/e2e/support/forms';
import { mailsFor, newestLink, newestMail } from '@/tests/e2e/support/mails';
import { newUsername, person } from '@/tests/e2e/support/people';
import { expectPage } from '@/tests/e2e/support/posts';
import {
  allSettled,
  FORGOT,
  mailedLink,
  openLink,
  outcomeOf,
  requestReset,
  TAKEN,
} from '@/tests/e2e/support/reset';
import { summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const WAIT =
  /There were too many requests from your network\. Wait (\d+) minutes? and try again, or ask your Customer Service Administrator for a temporary password\./;

const anybody = () => `${newUsername()}@mail.example`;

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the eleventh request of a client within an hour is told how long to wait', async ({
      address,
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      const guest = visitor('harbor');
      for (let n = 0; n < 10; n += 1) {
        expect(outcomeOf(await requestReset(guest, anybody()))).toEqual(TAKEN);
      }
      await page.goto(servers.url('harbor', FORGOT));
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByLabel('Email address').fill(dana.email);
      await page.getByRole('button', { name: 'Submit' }).click();
      const answer = await answered;
      expect(answer.status()).toBe(429);
      const seconds = Number(await answer.headerValue('retry-after'));
      expect(seconds).toBeGreaterThan(3500);
      expect(seconds).toBeLessThanOrEqual(3600);
      await expect(summaryOf(page).getByRole('listitem')).toHaveText(WAIT);
      await expect(page.locator(':focus')).toContainText('There is a problem');
      await expect(page.getByLabel('Email address')).toHaveValue(dana.email);
      expect(outcomeOf(await requestReset(visitor('harbor', '10.255.255.2'), anybody()))).toEqual(
        TAKEN,
      );
      await servers.sql`update reset_requests set requested_at = requested_at - interval '1 hour'
        where client_address = ${address}`;
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page).toHaveURL(servers.url('harbor', `${FORGOT}?sent=1`));
      await newestMail(dana.email);
    });
  });
}

test('twenty requests of a client at once, on both servers, are ten', async ({ visitor }) => {
  const guest = visitor('harbor');
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      requestReset(guest, anybody(), n % 2 ? 'first' : 'second'),
    ),
  );
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
});

test('the addresses of an IPv6 /64 count as one, and forged entries buy nothing', async ({
  visitor,
}) => {
  const group = () => Math.floor(Math.random() * 0xffff).toString(16);
  const network = `2001:db8:${group()}:${group()}`;
  const from = (address: string) => requestReset(visitor('harbor', address), anybody());
  for (let n = 0; n < 10; n += 1) await from(`${network}:0:0:1:${n}`);
  expect((await from(`${network}:ffff::1`)).status).toBe(429);
  expect((await from(`192.0.2.1, ${network}::5`)).status).toBe(429);
  expect((await from(`2001:db8:${group()}:${group()}::1`)).status).toBe(303);
});

test('the fourth request for an address within an hour comes to nothing, and the third’s link stays good', async ({
  address,
  servers,
  visitor,
}) => {
  const [dana, sam] = [await person('harbor'), await person('harbor')];
  const guest = visitor('harbor');
  for (const count of [1, 2, 3]) await mailedLink(guest, dana, count);
  for (const email of [dana.email, dana.email.toUpperCase(), ` ${dana.email} `]) {
    expect(outcomeOf(await requestReset(guest, email))).toEqual(TAKEN);
  }
  await requestReset(guest, sam.email);
  await newestMail(sam.email);
  await allSettled(servers, address, [dana, sam]);
  expect(mailsFor(dana.email)).toHaveLength(3);
  const page = await openLink(guest, await newestLink(dana.email, 3));
  expect(wordsOf((await guest.get(page)).body)).toContain(dana.username);

  await servers.sql`update reset_requests set requested_at = requested_at - interval '1 hour'
    where client_address = ${address}`;
  await mailedLink(guest, dana, 4);
});

test('looking a hundred times asks for nothing', async ({ address, servers, visitor }) => {
  const guest = visitor('harbor');
  const paths = [FORGOT, `${FORGOT}?sent=1`, `${FORGOT}?email=dana@mail.example&sent=1`];
  for (let n = 0; n < 100; n += 1) {
    const method = n % 2 ? 'HEAD' : 'GET';
    expect((await guest.get(paths[n % 3] ?? '', { method })).status).toBe(200);
  }
  const made = servers.sql`select 1 from reset_requests where client_address = ${address}`;
  expect(await made).toHaveLength(0);
});

const REFUSED_RAW: Record<string, [email: string, status: number]> = {
  'a line break': ['dana@mail.example\r\nBcc: sam@mail.example', 200],
  'a bare line feed': ['dana@mail.example\nsam@mail.example', 200],
  'a NUL': ['dana@mail.example\0', 400],
  '8,193 characters': ['d'.repeat(8193), 400],
};

for (const [what, [email, status]] of Object.entries(REFUSED_RAW)) {
  test(`a request posted with ${what} is refused in words and comes to nothing`, async ({
    address,
    servers,
    visitor,
  }) => {
    const answer = await requestReset(visitor('harbor'), email);
    expect(answer.status).toBe(status);
    expectPage(answer);
    expect(wordsOf(answer.body)).toMatch(
      status === 400 ? /did not arrive complete/ : /Enter one email address/,
    );
    expect(
      await servers.sql`select 1 from reset_requests where client_address = ${address}`,
    ).toHaveLength(0);
  });
}

test('where people sign in at their portal, a posted form is refused in words', async ({
  address,
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const hidden = fieldsOfForm((await visitor('harbor').get(FORGOT)).body);
  const { body, contentType } = multipart({ ...hidden, email: dana.email });
  const headers = { 'content-type': contentType };
  const answer = await visitor('portal').post(FORGOT, body, { headers });
  expect(answer.status).toBe(200);
  expect(wordsOf(answer.body)).toContain('You sign in at Summit portal');
  expect(
    await servers.sql`select 1 from reset_requests where client_address = ${address}`,
  ).toHaveLength(0);
});
