import { newestMail } from '@/tests/e2e/support/mails';
import { person, WRONG } from '@/tests/e2e/support/people';
import { logLines, rawLogs } from '@/tests/e2e/support/server-logs';
import { until } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION } from '@/tests/e2e/support/visitor';

test('each request is one JSON line under the id that the answer carries', async ({ visitor }) => {
  const { headers } = await visitor('harbor').get('/?returnTo=/secret-place');
  const id = headers['x-request-id'];
  const linesOfIt = () => logLines().filter(({ requestId }) => requestId === id);
  await until('the request is logged', async () => linesOfIt().length > 0);
  expect(linesOfIt()).toHaveLength(1);
  expect(linesOfIt()[0]).toMatchObject({
    level: 'info',
    msg: 'request',
    method: 'GET',
    path: '/',
    status: 200,
  });
});

test('no log line holds a password, a cookie or a token', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn({ ...dana, password: WRONG });
  await guest.signIn(dana);
  const secret = guest.cookies.get(SESSION) ?? '';
  const { headers } = await guest.get('/home?token=token-4711');
  const id = String(headers['x-request-id']);
  await until('the request is logged', async () => rawLogs().some((line) => line.includes(id)));
  const words = [dana.password, WRONG, secret, 'token-4711'];
  expect(rawLogs().filter((line) => words.some((word) => line.includes(word)))).toEqual([]);
});

test('no log line holds a password that is being changed, or the mail of it', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const before = guest.cookies.get(SESSION) ?? '';
  const typed = ['Wrong-Current-71', 'New-Lantern-72-x', 'Other-Lantern-73-x'] as const;
  const [wrong, good, other] = typed;
  const change = (currentPassword: string, newPassword: string, confirmPassword = newPassword) =>
    guest.submit('/change-password', { currentPassword, newPassword, confirmPassword });
  await change(wrong, good);
  await change(dana.password, good, other);
  const { headers } = await change(dana.password, good);
  await newestMail(dana.email);
  const id = String(headers['x-request-id']);
  await until('the request is logged', async () => rawLogs().some((line) => line.includes(id)));
  const words = [...typed, before, guest.cookies.get(SESSION) ?? '', dana.email];
  expect(rawLogs().filter((line) => words.some((word) => line.includes(word)))).toEqual([]);
});
