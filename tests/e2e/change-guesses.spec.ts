import { wordsOf } from '@/tests/e2e/support/forms';
import { newUsername, PASSWORD, person, unlock, WRONG } from '@/tests/e2e/support/people';
import { fillNewPassword, NEW_PASSWORD, outcomeOf } from '@/tests/e2e/support/reset';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import type { Visitor } from '@/tests/e2e/support/visitor';

const CHANGE = '/change-password';
const DONE = [303, '/change-password?done=changed&returnTo=%2Fhome'];

function change(guest: Visitor, currentPassword: string, newPassword = NEW_PASSWORD) {
  return guest.submit(CHANGE, { currentPassword, newPassword, confirmPassword: newPassword });
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('wrong current passwords are counted down; the third locks and ends this session alone', async ({
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      const elsewhere = visitor('harbor');
      await elsewhere.signIn(dana);
      await page.goto(servers.url('harbor', CHANGE));
      await fillAndSignIn(page, dana);
      for (const left of ['2 attempts', '1 attempt']) {
        await page.getByLabel('Current password').fill(WRONG);
        await fillNewPassword(page, 'Change your password', NEW_PASSWORD);
        const line = `The current password is wrong. You have ${left} left before the account is locked.`;
        await expect(summaryOf(page).getByRole('link')).toHaveText([line]);
        await expect(page.locator(':focus')).toContainText('There is a problem');
        const field = page.getByLabel('Current password');
        await expect(field).toHaveAttribute('aria-invalid', 'true');
        await expect(field).toHaveAccessibleDescription(`Error: ${line}`);
        await expect(page.getByLabel('New password', { exact: true })).not.toHaveAttribute(
          'aria-invalid',
          'true',
        );
      }
      await page.getByLabel('Current password').fill(WRONG);
      await fillNewPassword(page, 'Change your password', NEW_PASSWORD);
      await expect(summaryOf(page)).toContainText('This account is locked.');
      await expect(summaryOf(page)).toContainText('Service desk, ext. 4410');
      await expect(page.getByRole('heading', { name: 'Login' })).toBeVisible();
      await page.goto(servers.url('harbor', '/home'));
      await expect(page.getByText('because this session was ended')).toBeVisible();
      await fillAndSignIn(page, dana);
      await expect(summaryOf(page)).toContainText('This account is locked.');

      expect((await elsewhere.get('/home')).status).toBe(200);
      const locked = wordsOf((await change(elsewhere, PASSWORD)).body);
      expect(locked).toContain('its password cannot be changed now. You are still signed in here.');
      expect(locked).toContain('to have it unlocked: Service desk, ext. 4410.');
      expect((await elsewhere.get('/home')).status).toBe(200);
      await unlock(dana);
      expect(outcomeOf(await change(elsewhere, PASSWORD))).toEqual(DONE);
    });
  });
}

test('wrong passwords at the door and wrong current ones are one count', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  await visitor('harbor').signIn({ ...dana, password: WRONG });
  expect(wordsOf((await change(guest, WRONG)).body)).toContain('You have 1 attempt left');
  expect(outcomeOf(await change(guest, WRONG))).toEqual([303, '/?code=locked']);
});

test('a change sets the count to zero', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  for (const _ of [1, 2]) await change(guest, WRONG);
  expect(outcomeOf(await change(guest, PASSWORD))).toEqual(DONE);
  expect(wordsOf((await change(guest, WRONG)).body)).toContain('You have 2 attempts left');
});

test('a new password that cannot be costs no attempt', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  for (const _ of [1, 2, 3, 4]) {
    expect(wordsOf((await change(guest, WRONG, 'ortiz')).body)).toContain('too short');
  }
  expect(wordsOf((await change(guest, '', NEW_PASSWORD)).body)).toContain('Enter your current');
  expect(wordsOf((await change(guest, WRONG)).body)).toContain('You have 2 attempts left');
});

test('of twenty wrong current passwords at once three are compared at most', async ({
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const answers = await Promise.all(Array.from({ length: 20 }, () => change(guest, WRONG)));
  for (const { status } of answers) expect(status).toBeLessThan(500);
  const wrong = await servers.sql`select 1 from audit_events where subject_id = ${dana.userId}
    and type = 'password.change_failed' and details->>'reason' = 'wrong'`;
  expect(wrong).toHaveLength(3);
  expect((await guest.get('/home')).headers.location).toBe('/?over=ended');
});

test('wrong current passwords pass the throttle of every password', async ({
  address,
  servers,
  visitor,
}) => {
  const dana = await person('flood');
  const guest = visitor('flood');
  await guest.signIn(dana);
  for (let n = 0; n < 30; n += 1) {
    await visitor('flood').signIn({ username: newUsername(), password: WRONG });
  }
  const answer = await change(guest, PASSWORD);
  expect(answer.status).toBe(429);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(wordsOf(answer.body)).toContain('There were too many failed attempts from your network.');
  await servers.sql`update throttle_failures set at = at - interval '10 seconds'
    where address_key = ${address}`;
  expect(outcomeOf(await change(guest, PASSWORD))).toEqual(DONE);
});
