import { fieldsOfForm, multipart } from '@/tests/e2e/support/forms';
import { PASSWORD, type Person, person } from '@/tests/e2e/support/people';
import { comeIn, portalUsername } from '@/tests/e2e/support/portal';
import type { Servers } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import type { UtilityName } from '@/tests/e2e/support/utilities';

test('at a utility with its portal alone every password door refuses, whatever accounts exist', async ({
  visitor,
  servers,
}) => {
  const { username } = await withPasswordAt(servers, 'tide');
  const guest = visitor('tide');
  const csrf = JSON.parse((await guest.get('/api/auth/csrf')).body) as { csrfToken: string };
  const body = new URLSearchParams({
    csrfToken: csrf.csrfToken,
    username,
    password: PASSWORD,
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const tried = await guest.post('/api/auth/callback/credentials', body, { headers });
  expect(tried.headers.location).toContain('code=passwords_off');
  const forgot = await guest.get('/forgot-password');
  expect(forgot.body).not.toMatch(/<input\b[^>]*type="email"/);
  const asked = await visitor('delta').get('/forgot-password');
  const { body: sent, contentType } = multipart({
    ...fieldsOfForm(asked.body),
    email: `${username}@mail.example`,
  });
  const answer = await guest.post('/forgot-password', sent, {
    headers: { 'content-type': contentType },
  });
  expect(answer.body).not.toContain('Password reset confirmation');
  expect((await guest.get('/reset-password?r=x')).body).not.toMatch(/type="password"/);
  expect((await guest.get('/change-password')).headers.location).toContain('/?');
  expect(guest.cookies.has('csi-session')).toBe(false);
});

test('NextAuth’s own endpoint lets nobody in as the portal', async ({ visitor }) => {
  for (const utility of ['tide', 'delta'] as const) {
    const guest = visitor(utility);
    const csrf = JSON.parse((await guest.get('/api/auth/csrf')).body) as { csrfToken: string };
    const body = new URLSearchParams({ ...csrf, id: 'x', sessionSecret: 'y' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const path of ['/api/auth/callback/portal', '/api/auth/signin/portal']) {
      const { status } = await guest.post(path, body, { headers });
      expect([path, status]).toEqual([path, 404]);
    }
    expect(guest.cookies.has('csi-session')).toBe(false);
  }
});

test('somebody from the portal has no password to change', async ({ page, servers }) => {
  await comeIn(page, servers, 'delta', portalUsername('csi-reps'));
  await page.goto(servers.url('delta', '/change-password'));
  await expect(page).toHaveURL(servers.url('delta', '/home'));
});

test('prefetching begins nothing and answers nothing', async ({ visitor }) => {
  const headers = { 'sec-purpose': 'prefetch' };
  for (const path of ['/sso/start', '/sso/leave', '/sso/oidc/signed-out']) {
    const guest = visitor('tide');
    const answer = await guest.get(path, { headers });
    expect([path, answer.status]).toEqual([path, 404]);
    expect([...guest.cookies.keys()]).toEqual([]);
  }
});

/** An account with a password at a utility that has had none for long: as one that moved to its portal. */
async function withPasswordAt({ sql }: Servers, utility: UtilityName): Promise<Person> {
  const dana = await person('delta');
  await sql`
    insert into users select moved.* from users as u, jsonb_populate_record(
      null::users, to_jsonb(u) || jsonb_build_object('utility_id', ${utility}::text)) as moved
    where u.user_id = ${dana.userId}`;
  return { ...dana, utility };
}
