import { idleFor, secondsIdle, signedIn } from '@/tests/e2e/support/session-times';
import { expect, test } from '@/tests/e2e/support/test';
import type { Visitor } from '@/tests/e2e/support/visitor';

const STATE = '/sessions/state';
const ACTIVITY = '/sessions/activity';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const report = (guest: Visitor, agoMs: string, headers = {}) =>
  guest.post(ACTIVITY, `agoMs=${agoMs}`, { headers: { ...FORM, ...headers } });

test('a page may ask how its session stands, on any server, and nobody keeps the answer', async ({
  servers,
  visitor,
}) => {
  const { dana, guest } = await signedIn(visitor);
  await idleFor(servers, dana, 28 * 60);
  for (const server of ['first', 'second'] as const) {
    const answer = await guest.get(STATE, { server });
    expect(answer.headers['cache-control']).toBe('no-store');
    const { state, of, idleMs, absoluteMs, ...more } = JSON.parse(answer.body);
    expect([state, more]).toEqual(['active', {}]);
    expect(of).toEqual([expect.stringMatching(/^[\w-]{16}$/)]);
    expect(idleMs).toBeGreaterThan(100_000);
    expect(idleMs).toBeLessThanOrEqual(120_000);
    expect(absoluteMs).toBeGreaterThan(11.9 * 3_600_000);
  }
  expect(await secondsIdle(servers, dana)).toBeGreaterThanOrEqual(28 * 60);
});

test('who has no session, or one that is over, is told so and no more', async ({
  servers,
  visitor,
}) => {
  expect(JSON.parse((await visitor('harbor').get(STATE)).body)).toEqual({ state: 'none' });
  const { dana, guest } = await signedIn(visitor);
  await idleFor(servers, dana, 30 * 60);
  expect(JSON.parse((await report(guest, '0')).body)).toEqual({ state: 'idle' });
  expect(JSON.parse((await guest.get(STATE)).body)).toEqual({ state: 'idle' });
  expect((await guest.get('/home')).headers.location).toBe('/?over=idle');
});

test('a report of activity counts from when it was, and moves nothing back', async ({
  servers,
  visitor,
}) => {
  const { dana, guest } = await signedIn(visitor);
  await idleFor(servers, dana, 20 * 60);
  expect((await report(guest, '40000')).status).toBe(200);
  const after = await secondsIdle(servers, dana);
  expect(after).toBeGreaterThanOrEqual(40);
  expect(after).toBeLessThan(55);
  await report(guest, '900000');
  expect(await secondsIdle(servers, dana)).toBeLessThan(60);
  await report(guest, '0');
  expect(await secondsIdle(servers, dana)).toBeLessThan(15);
});

for (const agoMs of ['', '-1', '1.5', '1e3', 'soon', '9'.repeat(10)]) {
  test(`a report that says «${agoMs}» is refused and extends nothing`, async ({
    servers,
    visitor,
  }) => {
    const { dana, guest } = await signedIn(visitor);
    await idleFor(servers, dana, 600);
    expect((await report(guest, agoMs)).status).toBe(400);
    expect(await secondsIdle(servers, dana)).toBeGreaterThanOrEqual(600);
  });
}

test('no other site can keep a session open', async ({ servers, visitor }) => {
  const { dana, guest } = await signedIn(visitor);
  await idleFor(servers, dana, 600);
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect((await report(guest, '0', foreign)).status).toBe(403);
  expect(await secondsIdle(servers, dana)).toBeGreaterThanOrEqual(600);
});
