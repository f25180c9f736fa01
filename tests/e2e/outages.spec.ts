import { fieldsOfForm, multipart, wordsOf } from '@/tests/e2e/support/forms';
import { type Island, startIsland } from '@/tests/e2e/support/outage';
import { type Person, person } from '@/tests/e2e/support/people';
import { expectPage } from '@/tests/e2e/support/posts';
import { until } from '@/tests/e2e/support/servers';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import { newVisitor, SESSION } from '@/tests/e2e/support/visitor';

const SORRY = 'We cannot do that right now';

test.describe('while the database is away', () => {
  test.describe.configure({ mode: 'default', timeout: 90_000 });
  let island: Island;
  let dana: Person;

  test.beforeAll(async ({ servers }) => {
    dana = await person('harbor');
    island = await startIsland(servers, [dana]);
  });

  test.afterAll(() => island.remove());

  const isReady = async () => (await island.ask('harbor', '/api/health/ready')).status === 200;

  test('pages and forms say so with status 503, and all goes on when it is back', async ({
    address,
  }) => {
    const guest = newVisitor(island, 'harbor', address);
    const outside = newVisitor(island, 'harbor', address);
    expect((await guest.signIn(dana)).headers.location).toBe('/home');
    expect((await guest.get('/home')).status).toBe(200);
    await outside.get('/');
    const signOut = multipart(fieldsOfForm((await guest.get('/home')).body));

    await island.stopDatabase();
    const signedOut = await guest.post('/home', signOut.body, {
      headers: { 'content-type': signOut.contentType },
    });
    expect(signedOut.status).toBe(503);
    expect(guest.cookies.has(SESSION)).toBe(true);
    const home = await guest.get('/home');
    const welcome = await guest.get('/');
    const neverAskedFor = await island.ask('valley', '/');
    for (const answer of [home, welcome, neverAskedFor]) {
      expect(answer.status).toBe(503);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expectPage(answer);
      expect(wordsOf(answer.body)).toContain(SORRY);
    }
    const attempt = await outside.signIn(dana);
    expect(attempt.status).toBe(503);
    expect(Number(attempt.headers['retry-after'])).toBeGreaterThan(0);
    expect(wordsOf(attempt.body)).toContain(`${SORRY}. Wait a few seconds`);
    expect(attempt.body).toContain(`value="${dana.username}"`);
    expect(attempt.body).not.toContain(dana.password);

    const ready = await guest.get('/api/health/ready');
    expect([ready.status, ready.headers['retry-after']]).toEqual([503, '5']);
    expect(JSON.parse(ready.body)).toEqual({ status: 'not ready', database: 'unreachable' });
    expect((await guest.get('/api/health/live')).status).toBe(200);
    const session = await guest.get('/api/auth/session');
    expect(session.status).toBe(503);
    expect(String(session.headers['set-cookie'])).not.toContain('csi-session');

    await island.restartDatabase();
    await until('the server is ready again', isReady);
    expect((await guest.get('/home')).status).toBe(200);
    expect((await outside.signIn(dana)).headers.location).toBe('/home');
  });

  test('however long it lasts, everybody is answered within seconds, and soon after its return', async () => {
    await island.stopDatabase();
    const slowest: Record<string, number> = {};
    const end = performance.now() + 12_000;
    while (performance.now() < end) {
      for (const path of ['/', '/forgot-password', '/api/health/ready']) {
        const askedAt = performance.now();
        await island.ask('harbor', path);
        slowest[path] = Math.max(slowest[path] ?? 0, performance.now() - askedAt);
      }
    }
    await island.restartDatabase();
    const backAt = performance.now();
    await until('the server is ready again', isReady);
    const slow = Object.entries(slowest).filter(([, ms]) => ms > 4_000);
    expect(slow).toEqual([]);
    expect(performance.now() - backAt).toBeLessThan(4_000);
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`the form keeps the username, with script ${javaScriptEnabled ? 'on' : 'off'}`, async ({
      anotherBrowser,
    }) => {
      const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
      await page.goto(island.url('harbor'));
      await island.stopDatabase();
      await fillAndSignIn(page, dana);
      await expect(summaryOf(page)).toContainText(SORRY);
      await expect(page.getByLabel('Username')).toHaveValue(dana.username);
      await island.restartDatabase();
      await until('the server is ready again', isReady);
      await fillAndSignIn(page, dana);
      await expect(page).toHaveURL(island.url('harbor', '/home'));
    });
  }
});
