import { createTranslator } from 'next-intl';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { editUserAction } from '@/app/(signed-in)/admin/users/[userId]/edit-actions';
import { resetAction } from '@/app/(signed-in)/admin/users/[userId]/reset-actions';
import { addUserAction } from '@/app/(signed-in)/admin/users/new/actions';
import { ownEmailAction } from '@/app/(signed-in)/admin/users/shared-emails/actions';
import { signInAction } from '@/app/actions';
import { requestResetAction } from '@/app/forgot-password/actions';
import { administratorIfAny } from '@/lib/auth/administrator';
import type { CurrentSession } from '@/lib/auth/current-session';
import { signInWithPassword } from '@/lib/auth/password-sign-in';
import { log } from '@/lib/log';
import { requestReset } from '@/lib/password-reset/request-reset';
import { type RequestContext, runInRequestContext } from '@/lib/request-context';
import { addUser } from '@/lib/users/add-user';
import { editUser } from '@/lib/users/edit-user';
import { freeUsernameFor } from '@/lib/users/examine-new-user';
import { findUser } from '@/lib/users/find-user';
import { giveOwnEmail } from '@/lib/users/give-own-email';
import en from '@/messages/en.json';
import { testRequest } from '@/tests/support/test-request';
import { testScope } from '@/tests/support/test-scope';
import { utilityOf } from '@/tests/support/utility-settings';

vi.mock('next-intl/server', () => ({
  getTranslations: async (namespace: 'form') =>
    createTranslator({ locale: 'en', messages: en, namespace }),
}));
vi.mock('@/lib/auth/administrator', () => ({ administratorIfAny: vi.fn() }));
vi.mock('@/lib/auth/own-landing', () => ({ landingOfSignIn: vi.fn() }));
vi.mock('@/lib/auth/password-sign-in', () => ({ signInWithPassword: vi.fn() }));
vi.mock('@/lib/password-reset/request-reset');
vi.mock('@/lib/users/add-user');
vi.mock('@/lib/users/edit-user');
vi.mock('@/lib/users/examine-new-user');
vi.mock('@/lib/users/find-user');
vi.mock('@/lib/users/give-own-email');

const USER = '5f0c1a52-7a0e-4c8b-9d0a-3f1f6f6b2c11';
const KIM = { fullName: 'Kim Park', username: 'kimpark', email: 'kim@harbor.example' };
const NO_ANSWER = 'We cannot do that right now.';

/** As postgres says it. */
const away = async (): Promise<never> => {
  throw Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' });
};

let context: RequestContext;

beforeEach(() => {
  vi.spyOn(log(), 'warn').mockReturnValue();
  context = testRequest();
  const session = { scope: testScope(utilityOf()) } as CurrentSession;
  vi.mocked(administratorIfAny).mockResolvedValue(session);
});

/** What an action answers to a form with these fields, some of them more than once. */
function sent<State>(
  action: (before: null, form: FormData) => Promise<State>,
  fields: Record<string, string | string[]>,
): Promise<State> {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) form.append(name, value);
  }
  return runInRequestContext(context, () => action(null, form));
}

const newUser = {
  ...KIM,
  roles: ['CSR', 'BILL_ADVISOR'],
  method: 'sso',
  temporaryPassword: 'Lantern-Bay-27',
  sharedEmail: 'kim@harbor.example',
};

describe('with the database away, what was typed comes back', () => {
  test.each([
    ['before it is known who asks', () => vi.mocked(administratorIfAny).mockImplementation(away)],
    ['while the account is added', () => vi.mocked(addUser).mockImplementation(away)],
  ])('into Add User, but for the password: %s', async (_, goAway) => {
    goAway();
    const state = await sent(addUserAction, newUser);
    expect(state).toMatchObject({
      typed: { ...KIM, roles: ['CSR', 'BILL_ADVISOR'], method: 'sso' },
      sharedEmail: 'kim@harbor.example',
      errors: [{ text: expect.stringContaining(NO_ANSWER) }],
      notNow: { retryAfterSeconds: null },
    });
    expect(JSON.stringify(state)).not.toContain('Lantern');
    expect(context.response.status).toBe(503);
  });

  test('into Add User while a username is looked for', async () => {
    vi.mocked(freeUsernameFor).mockImplementation(away);
    const state = await sent(addUserAction, { ...newUser, username: '' });
    expect(state).toMatchObject({ typed: { fullName: KIM.fullName, email: KIM.email } });
    expect(context.response.status).toBe(503);
  });

  test.each([
    ['before it is known who asks', () => vi.mocked(administratorIfAny).mockImplementation(away)],
    ['while it is saved', () => vi.mocked(editUser).mockImplementation(away)],
  ])('into Edit User: %s', async (_, goAway) => {
    goAway();
    const state = await sent(editUserAction, {
      userId: USER,
      version: '3',
      ...KIM,
      roles: ['CSA'],
      sharedEmail: 'kim@harbor.example',
    });
    expect(state).toMatchObject({
      typed: { ...KIM, roles: ['CSA'] },
      version: 3,
      sharedEmail: 'kim@harbor.example',
      notNow: { retryAfterSeconds: null },
    });
    expect(context.response.status).toBe(503);
  });

  test('into the field of an own email address', async () => {
    vi.mocked(giveOwnEmail).mockImplementation(away);
    const typed = 'kim.park@harbor.example';
    const state = await sent(ownEmailAction, { userId: USER, version: '3', email: typed });
    expect(state).toMatchObject({ typed });
  });

  test('into Forgot Password', async () => {
    vi.mocked(requestReset).mockImplementation(away);
    const state = await sent(requestResetAction, { email: KIM.email });
    expect(state).toMatchObject({ email: KIM.email, notNow: { retryAfterSeconds: null } });
  });

  test('into the sign-in form, but for the password', async () => {
    vi.mocked(signInWithPassword).mockImplementation(away);
    const typed = { username: 'kimpark', password: 'Lantern-Bay-27', returnTo: '' };
    const state = await sent(signInAction, typed);
    expect(state).toMatchObject({ username: 'kimpark', notNow: { retryAfterSeconds: null } });
    expect(JSON.stringify(state)).not.toContain('Lantern');
  });

  test('and a typed temporary password stays in its field, but never comes back', async () => {
    vi.mocked(findUser).mockImplementation(away);
    const temporaryPassword = 'Lantern-Bay-27';
    const state = await sent(resetAction, { userId: USER, temporaryPassword });
    expect(state).toMatchObject({ kind: 'refused', notNow: { retryAfterSeconds: null } });
    expect(JSON.stringify(state)).not.toContain('Lantern');
  });
});

test('a full hash queue lets Add User be sent again by itself, with what was agreed to', async () => {
  vi.mocked(addUser).mockResolvedValue({ kind: 'busy', retryAfterSeconds: 7 });
  expect(await sent(addUserAction, newUser)).toMatchObject({
    typed: KIM,
    sharedEmail: 'kim@harbor.example',
    notNow: { retryAfterSeconds: 7 },
  });
  expect(context.response).toMatchObject({ status: 503, retryAfterSeconds: 7 });
});
