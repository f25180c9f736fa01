import { beforeEach, describe, expect, test, vi } from 'vitest';
import { actingSessionIfAny, requireAnySession } from '@/lib/auth/require-session';
import { reportActivity, stateOfSession } from '@/lib/auth/session-state';
import { byItself } from '@/lib/background-rules';
import { db } from '@/lib/db';
import { door } from '@/lib/door/door';
import type { Scope } from '@/lib/scope';
import { findSession, openSession } from '@/lib/session/session-store';
import { serve } from '@/tests/door/knock';
import { MINUTE, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let cookie: string | null;
vi.mock('next/headers', () => ({ headers: async () => ({ get: () => cookie }) }));

const IDLE_MS = 10 * MINUTE;

let scope: Scope;
let secret: string;
/** What a page or an action does. */
let serving: () => Promise<unknown>;
let knock: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  scope = testScope(await testUtility(), { now: new Date(Date.now() - IDLE_MS) });
  const { userId } = await testUser(scope);
  ({ secret } = await openSession(db(), scope, userId, 'password'));
  cookie = `__Host-csi-session=${secret}`;
  serving = requireAnySession;
  const handle = door(async (_req, res) => {
    await serving();
    res.end('a page');
  });
  knock = await serve((req, res) => void handle(req, res));
});

/** Whether the session was found to be used just now. */
async function isActive(): Promise<boolean> {
  const session = await findSession(db(), scope.utility.utilityId, secret);
  const idleMs = Date.now() - Number(session?.lastActiveAt);
  expect(idleMs < MINUTE || idleMs >= IDLE_MS).toBe(true);
  return idleMs < MINUTE;
}

const form = {
  method: 'POST',
  path: '/admin/users/new',
  body: 'a=b',
  headers: {
    origin: 'https://csi.harbor.example',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': '3',
  },
};

describe('a session is used', () => {
  test('by a form that is sent, with no other word of the page that it stands on', async () => {
    expect((await knock(form)).status).toBe(200);
    expect(await isActive()).toBe(true);
  });

  test('by a form that React sends from a page that came by itself', async () => {
    const headers = { ...form.headers, 'next-action': 'f00', 'sec-fetch-dest': 'empty' };
    expect((await knock({ ...form, headers, path: byItself(form.path) })).status).toBe(200);
    expect(await isActive()).toBe(true);
  });

  test('by a page that somebody asks for', async () => {
    expect((await knock({ path: '/home' })).status).toBe(200);
    expect(await isActive()).toBe(true);
  });

  test('by a form for which nobody has to be signed in', async () => {
    serving = actingSessionIfAny;
    expect((await knock({ ...form, path: '/language' })).status).toBe(200);
    expect(await isActive()).toBe(true);
  });
});

describe('a session is not used', () => {
  test.each([
    ['a page that loads itself again', byItself('/home'), {}],
    ['a page that React fetches again', '/home', { rsc: '1' }],
    ['a page that is fetched ahead', '/home', { 'sec-purpose': 'prefetch' }],
    ['an image on another site', '/home', { 'sec-fetch-dest': 'image' }],
  ])('by %s', async (_, path, headers) => {
    expect((await knock({ path, headers })).status).toBe(200);
    expect(await isActive()).toBe(false);
  });

  test('by a question how it stands', async () => {
    serving = stateOfSession;
    expect((await knock({ path: '/sessions/state' })).status).toBe(200);
    expect(await isActive()).toBe(false);
  });

  test('by a report of what was done before it was used last', async () => {
    serving = () => reportActivity(IDLE_MS + MINUTE);
    expect((await knock({ ...form, path: '/sessions/activity' })).status).toBe(200);
    expect(await isActive()).toBe(false);
  });

  test('by a form that another site sends', async () => {
    const headers = { ...form.headers, origin: 'https://evil.example' };
    expect((await knock({ ...form, headers })).status).toBe(403);
    expect(await isActive()).toBe(false);
  });

  test('by a form at another utility that carries its cookie', async () => {
    await testUtility({ utility: 'summit' });
    serving = actingSessionIfAny;
    const host = 'csi.summit.example';
    const headers = { ...form.headers, origin: `https://${host}` };
    expect((await knock({ ...form, host, headers })).status).toBe(200);
    expect(await isActive()).toBe(false);
  });
});
