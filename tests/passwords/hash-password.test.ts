import { describe, expect, test } from 'vitest';
import {
  comparePassword,
  hashPassword,
  isOutdated,
  parametersOf,
  todaysParameters,
} from '@/lib/passwords/hash-password';
import { hashesDuring } from '@/tests/support/hash-counts';
import { restartedWith } from '@/tests/support/settings';

process.env.DATABASE_URL ??= 'postgres://nowhere.invalid/csi';
process.env.AUTH_SECRET ??= 'x'.repeat(32);

const compare = (hash: string, offered: string) => comparePassword(hash, offered, 'guess');

describe('a password', () => {
  test('is the same on two keyboards', async () => {
    const hash = await hashPassword('Café-Lantern-27');
    for (const typed of ['Café-Lantern-27', 'Cafe\u0301-Lantern-27', 'Ｃafé-Ｌantern-２７']) {
      expect(await compare(hash, typed)).toBe(true);
    }
    const apart = await hashPassword('Cafe\u0301-Lantern-27');
    expect(await compare(apart, 'Café-Lantern-27')).toBe(true);
  });

  test.each([
    ['in another case', 'lantern-bay-27'],
    ['with a space before', ' Lantern-Bay-27'],
    ['with a space behind', 'Lantern-Bay-27 '],
    ['with a NUL behind', 'Lantern-Bay-27\0'],
    ['without its last letter', 'Lantern-Bay-2'],
    ['with one more', 'Lantern-Bay-277'],
    ['not at all', ''],
  ])('is another one %s', async (_, typed) => {
    expect(await compare(await hashPassword('Lantern-Bay-27'), typed)).toBe(false);
  });

  test('of the longest that is accepted counts to its last character', async () => {
    const longest = '😀'.repeat(256);
    const hash = await hashPassword(longest);
    expect(await compare(hash, longest)).toBe(true);
    expect(await compare(hash, `${'😀'.repeat(255)}😁`)).toBe(false);
  });

  test('behind a NUL is compared, too', async () => {
    const hash = await hashPassword('Lantern\0Bay-27');
    expect(await compare(hash, 'Lantern\0Bay-28')).toBe(false);
  });
});

describe('a hash', () => {
  test('is Argon2id with today’s parameters, and says so itself', async () => {
    expect(await hashPassword('x')).toMatch(
      /^\$argon2id\$v=19\$m=64,t=1,p=1\$[^$]{22,}\$[^$]{40,}$/,
    );
  });

  test('of the same password is another each time', async () => {
    expect(await hashPassword('x')).not.toBe(await hashPassword('x'));
  });

  test('is outdated when memory, iterations or parallelism differ, more or less', async () => {
    const hash = await hashPassword('x');
    expect(isOutdated(hash)).toBe(false);
    const others: Record<string, string>[] = [
      { ARGON2_MEMORY_KIB: '65' },
      { ARGON2_MEMORY_KIB: '640' },
      { ARGON2_MEMORY_KIB: '8' },
      { ARGON2_ITERATIONS: '2' },
      { ARGON2_ITERATIONS: '10' },
      { ARGON2_PARALLELISM: '2' },
    ];
    for (const other of others) {
      restartedWith({ ARGON2_MEMORY_KIB: '64', ARGON2_ITERATIONS: '1', ARGON2_PARALLELISM: '1' });
      expect(isOutdated(hash)).toBe(false);
      restartedWith(other);
      expect(isOutdated(hash)).toBe(true);
    }
  });

  test('of parameters of before is still compared', async () => {
    const hash = await hashPassword('Lantern-Bay-27');
    restartedWith({ ARGON2_MEMORY_KIB: '128' });
    expect(await compare(hash, 'Lantern-Bay-27')).toBe(true);
    expect(await compare(hash, 'Lantern-Bay-28')).toBe(false);
  });

  test('costs what OWASP asks for, where the operator sets nothing', () => {
    restartedWith({ ARGON2_MEMORY_KIB: '', ARGON2_ITERATIONS: '', ARGON2_PARALLELISM: '' });
    expect(todaysParameters()).toBe('m=19456,t=2,p=1');
  });

  test('tells its parameters', async () => {
    expect(parametersOf(await hashPassword('x'))).toBe('m=64,t=1,p=1');
    expect(parametersOf('not a hash')).toBe('');
  });
});

test('every computation is counted by its purpose', async () => {
  const hash = await hashPassword('x');
  expect(
    await hashesDuring(async () => {
      await hashPassword('x');
      await compare(hash, 'y');
      await compare(hash, 'z');
      await comparePassword(hash, 'x', 'reuse');
      await comparePassword(hash, 'x', 'decoy');
    }),
  ).toEqual({ create: 1, guess: 2, reuse: 1, decoy: 1 });
});
