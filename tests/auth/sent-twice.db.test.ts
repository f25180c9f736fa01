import { beforeEach, expect, test, vi } from 'vitest';
import {
  changePasswordAction,
  createPasswordAction,
} from '@/app/(signed-in)/change-password/actions';
import { db } from '@/lib/db';
import { HashQueue } from '@/lib/passwords/hash-queue';
import { runInRequestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { changePassword } from '@/lib/sign-in/change-password';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { type SignedIn, signedIn } from '@/tests/support/signed-in';
import { testRequest } from '@/tests/support/test-request';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

/** `afterLookups`: what happens when the action has asked for its session, in this order. */
const { browser, afterLookups } = vi.hoisted(() => ({
  browser: { sends: '', keeps: '' },
  afterLookups: [] as (() => Promise<unknown>)[],
}));

vi.mock('next/headers', () => ({
  headers: async () => new Headers({ cookie: `__Host-csi-session=${browser.sends}` }),
  cookies: async () => ({
    set: (_: string, secret: string) => {
      browser.keeps = secret;
    },
  }),
}));
vi.mock('next/navigation', () => ({
  redirect: (to: string) => {
    throw new Error(`to ${to}`);
  },
}));
vi.mock('@/lib/session/session-store', async (original) => {
  const real = await original<typeof import('@/lib/session/session-store')>();
  return {
    ...real,
    async findSession(...asked: Parameters<typeof real.findSession>) {
      const found = await real.findSession(...asked);
      await afterLookups.shift()?.();
      return found;
    },
  };
});

const NEW = 'Quiet-River-31';
let scope: Scope;

beforeEach(async () => {
  afterLookups.length = 0;
  scope = { ...testScope(await testUtility()), now: () => new Date() };
});

/** Sends the form with what the browser holds; where it leads, or what it says. */
async function send(action: typeof changePasswordAction, held: SignedIn, fields: object) {
  browser.sends = held.secret;
  browser.keeps = '';
  const form = new FormData();
  for (const [name, value] of Object.entries({ returnTo: '', ...fields })) form.set(name, value);
  const request = testRequest({ utility: scope.utility, path: '/change-password' });
  const answer = await runInRequestContext(request, () =>
    action(null, form).catch((error: Error) => error.message),
  );
  return { answer, response: request.response };
}

const created = { newPassword: PASSWORD, confirmPassword: PASSWORD };
const changed = { currentPassword: PASSWORD, newPassword: NEW, confirmPassword: NEW };

async function keepsGoodSession(): Promise<boolean> {
  const session = await findSession(db(), 'harbor', browser.keeps);
  return session !== null && session.endedAt === null;
}

test.each(['before', 'while'])(
  'the second click to create goes on, done %s it asks for its session',
  async (when) => {
    const here = await signedIn(scope, await testUser(scope, { username: 'newhire' }));
    const first = () => createPersonalPassword(here.scope, PASSWORD);
    if (when === 'before') await first();
    else afterLookups.push(first);
    const { answer } = await send(createPasswordAction, here, created);
    expect(answer).toBe('to /home?done=password_created');
    expect(await keepsGoodSession()).toBe(true);
  },
);

test.each(['before', 'while'])(
  'the second click to change goes on, done %s it asks for its session',
  async (when) => {
    const here = await signedIn(scope, await testPerson(scope));
    const first = () => changePassword(here.scope, PASSWORD, NEW);
    if (when === 'before') await first();
    else afterLookups.push(first);
    const { answer } = await send(changePasswordAction, here, changed);
    expect(answer).toBe('to /change-password?done=changed&returnTo=%2Fhome');
    expect(await keepsGoodSession()).toBe(true);
  },
);

test('who comes with an old cookie and another password is sent to sign in', async () => {
  const here = await signedIn(scope, await testPerson(scope));
  await changePassword(here.scope, PASSWORD, NEW);
  const other = 'Silver-Stone-94';
  const fields = { ...changed, newPassword: other, confirmPassword: other };
  const { answer } = await send(changePasswordAction, here, fields);
  expect(answer).toMatch(/^to \/(\?|$)/);
  expect(browser.keeps).toBe('');
});

test('where the queue is full for the second click, it says when to come back', async () => {
  const here = await signedIn(scope, await testPerson(scope));
  await changePassword(here.scope, PASSWORD, NEW);
  const busy = { kind: 'busy', retryAfterSeconds: 7 } as const;
  vi.spyOn(HashQueue.prototype, 'run').mockResolvedValueOnce(busy);
  const { response } = await send(changePasswordAction, here, changed);
  expect(response).toEqual({ status: 503, retryAfterSeconds: 7 });
  expect(browser.keeps).toBe('');
});
