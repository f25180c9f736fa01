import { beforeEach, describe, expect, test, vi } from 'vitest';
import { log } from '@/lib/log';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { resetToTemporaryPassword } from '@/tests/support/as-operator';
import { lines } from '@/tests/support/captured-pino';
import { rowsWith } from '@/tests/support/stored-text';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let scope: Scope;

beforeEach(async () => {
  lines.length = 0;
  scope = testScope(await testUtility());
});

/** A sign-in to the end: until the name is locked, and once more. */
async function fail(username: string, password = WRONG_PASSWORD): Promise<void> {
  for (let i = 0; i < 4; i += 1) await signIn(scope, { username, password });
}

describe('a username that no account has', () => {
  test.each(['MyOwnPassw0rd', 'danaortiz@mail.example', 'Lantern Bay 27', 'é\u0301ä-Wort'])(
    'is stored and logged nowhere: %s',
    async (typed) => {
      await fail(typed);
      expect(await rowsWith(typed)).toEqual([]);
      expect(await rowsWith(typed.normalize('NFKC'))).toEqual([]);
      expect(lines.filter((line) => line.includes(typed))).toEqual([]);
    },
  );

  test('is not stored when somebody has typed their password into it', async () => {
    await testPerson(scope);
    await fail(PASSWORD);
    expect(await rowsWith(PASSWORD)).toEqual([]);
  });
});

describe('a password', () => {
  test('that was right, wrong or temporary is in no table and no line', async () => {
    await testPerson(scope);
    const { userId, password: first } = await testUser(scope, { username: 'newhire' });
    await signIn(scope, { username: 'danaortiz', password: PASSWORD });
    await signIn(scope, { username: 'newhire', password: first });
    await fail('danaortiz');
    await fail('nobody');
    const reset = await resetToTemporaryPassword(scope, userId);
    const second = reset.kind === 'reset' ? reset.temporaryPassword.password : '';
    for (const password of [PASSWORD, WRONG_PASSWORD, first, second]) {
      expect(password).not.toBe('');
      expect(await rowsWith(password)).toEqual([]);
      expect(lines.filter((line) => line.includes(password))).toEqual([]);
    }
  });
});

test('a session’s secret is in no table', async () => {
  await testPerson(scope);
  const outcome = await signIn(scope, { username: 'danaortiz', password: PASSWORD });
  const secret = outcome.kind === 'signed_in' ? outcome.sessionSecret : '';
  const found = await rowsWith(secret);
  // Only the row itself, by the SHA-256 that it is found by.
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^sessions: /);
  expect(found[0]).not.toContain(secret);
});

describe('the search itself', () => {
  test('finds a text, a JSON text and bytes', async () => {
    const { userId } = await testPerson(scope, { fullName: 'Dana "D" Ortiz' });
    await signIn(
      { ...scope, userAgent: 'Agent-0815' },
      { username: 'danaortiz', password: PASSWORD },
    );
    expect(await rowsWith('Dana "D" Ortiz')).toHaveLength(1);
    expect(await rowsWith('agent-0815')).toHaveLength(0);
    expect(await rowsWith('Agent-0815')).toHaveLength(1);
    expect((await rowsWith(userId)).length).toBeGreaterThan(2);
    expect(await rowsWith('Harbor Power')).toHaveLength(1);
  });

  test('sees the lines that are logged', () => {
    log().info({ typed: 'MyOwnPassw0rd' });
    expect(lines.filter((line) => line.includes('MyOwnPassw0rd'))).toHaveLength(1);
  });
});
