import { beforeEach, describe, expect, test, vi } from 'vitest';
import { mailOutbox, passwordHistory } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { HeldLink } from '@/lib/password-reset/reset-link';
import { resetPassword } from '@/lib/password-reset/reset-password';
import { SAME_CLICK_MS } from '@/lib/passwords/same-click-policy';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { eventsOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { catchMails, mailedLink } from '@/tests/support/reset-mails';
import { later, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

/** What happens before a reset reads the account of its link, or that account's history. */
const { before } = vi.hoisted(() => {
  type Act = () => Promise<unknown>;
  return { before: { account: [] as Act[], history: [] as Act[] } };
});

vi.mock('@/lib/accounts/account-store', async (original) => {
  const real = await original<typeof import('@/lib/accounts/account-store')>();
  return {
    ...real,
    async findAccountById(...asked: Parameters<typeof real.findAccountById>) {
      await before.account.shift()?.();
      return real.findAccountById(...asked);
    },
  };
});

vi.mock('@/lib/accounts/password-store', async (original) => {
  const real = await original<typeof import('@/lib/accounts/password-store')>();
  return {
    ...real,
    async lastPasswords(...asked: Parameters<typeof real.lastPasswords>) {
      await before.history.shift()?.();
      return real.lastPasswords(...asked);
    },
  };
});

const NEW = 'Quiet-River-31';
const OTHER = 'Silver-Stone-94';
const mails = catchMails();
let scope: Scope;
let held: HeldLink;

beforeEach(async () => {
  scope = testScope(await testUtility());
  await testPerson(scope);
  held = await mailedLink(scope, 'danaortiz@mail.example', mails);
  before.account.length = 0;
  before.history.length = 0;
});

const reset = (password: string, ms = 5) => resetPassword(later(scope, ms), held, password);
const attempt = (password: string) => signIn(scope, { username: 'danaortiz', password });

async function expectOneReset(): Promise<void> {
  expect(await eventsOf(scope, 'password.reset')).toHaveLength(1);
  expect(await db().select().from(passwordHistory)).toHaveLength(2);
  expect(await db().select().from(mailOutbox)).toMatchObject([{ kind: 'password_reset' }]);
}

describe('one form sent twice at once', () => {
  test.each([2, 4])('resets once, and %i times says that it worked', async (times) => {
    const sent = Array.from({ length: times }, (_, i) => reset(NEW, i + 1));
    expect(await Promise.all(sent)).toEqual(Array(times).fill({ kind: 'reset' }));
    await expectOneReset();
    expect(await attempt(NEW)).toMatchObject({ kind: 'signed_in' });
  });

  test.each(['account', 'history'] as const)(
    'says so also when the other one is done before this one reads the %s',
    async (what) => {
      before[what].push(() => reset(NEW, 1));
      expect(await reset(NEW, 2)).toEqual({ kind: 'reset' });
      await expectOneReset();
    },
  );

  test('with two passwords sets one, and refuses the other', async () => {
    const outcomes = await Promise.all([reset(NEW, 1), reset(OTHER, 2)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['invalid', 'reset']);
    await expectOneReset();
    const [first] = outcomes;
    const [set, refused] = first.kind === 'reset' ? [NEW, OTHER] : [OTHER, NEW];
    expect(await attempt(refused)).toMatchObject({ kind: 'wrong' });
    expect(await attempt(set)).toMatchObject({ kind: 'signed_in' });
  });
});

describe('a form sent again after it worked', () => {
  beforeEach(async () => {
    expect(await reset(NEW)).toEqual({ kind: 'reset' });
  });

  test('is the same click for 60 seconds, to the millisecond, and changes nothing', async () => {
    expect(SAME_CLICK_MS).toBe(60_000);
    expect(await reset(NEW, 5 + 59_999)).toEqual({ kind: 'reset' });
    expect(await reset(NEW, 5 + 60_000)).toEqual({ kind: 'invalid' });
    await expectOneReset();
  });

  test('with another password is refused', async () => {
    for (const password of [OTHER, PASSWORD, 'short', '']) {
      expect(await reset(password, 6)).toEqual({ kind: 'invalid' });
    }
    await expectOneReset();
  });

  test('is no way to try passwords: no more than three wrong ones are compared', async () => {
    const guesses = async () => {
      for (let i = 0; i < 10; i += 1) await reset(`Silver-Stone-${i}4`, 6 + i);
    };
    const { guess = 0, reuse = 0 } = await hashesDuring(guesses);
    expect(guess + reuse).toBeLessThanOrEqual(3);
  });
});
