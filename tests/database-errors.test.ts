import { describe, expect, test } from 'vitest';
import { isDatabaseUnavailable, isUniqueViolation } from '@/lib/database-errors';

const withCode = (code: string, more: object = {}) =>
  Object.assign(new Error('from the driver'), { code, ...more });
const wrapped = (cause: unknown) => new Error('Failed query: select 1', { cause });

describe('the database is away', () => {
  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'CONNECT_TIMEOUT',
    'CONNECTION_CLOSED',
    'CONNECTION_ENDED',
    'CONNECTION_DESTROYED',
    '08006',
    '40001',
    '40P01',
    '53300',
    '57014',
    '57P01',
    '57P03',
  ])('by %s, wrapped or not', (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(true);
    expect(isDatabaseUnavailable(wrapped(withCode(code)))).toBe(true);
    expect(isDatabaseUnavailable(wrapped(wrapped(withCode(code))))).toBe(true);
  });

  test.each([
    ['a broken constraint', withCode('23505')],
    ['a mistake in a statement', withCode('42601')],
    ['a text that is none', withCode('22021')],
    ['a missing file', withCode('ENOENT')],
    ['a code that is a number', Object.assign(new Error(), { code: 57014 })],
    ['a client that went away', Object.assign(new Error('aborted'), { code: 'ECONNRESET' })],
    ['any error', new Error('ECONNREFUSED')],
    ['a text', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('is not said by %s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });

  test('when all addresses of its host refused', () => {
    const tried = [withCode('ECONNREFUSED'), withCode('ECONNREFUSED')];
    const error = Object.assign(new AggregateError(tried), { code: 'ECONNREFUSED' });
    expect(isDatabaseUnavailable(wrapped(error))).toBe(true);
  });
});

describe('a unique constraint is broken', () => {
  const broken = withCode('23505', { constraint_name: 'users_username' });

  test('by the name that was asked for, wrapped or not', () => {
    expect(isUniqueViolation(broken, 'users_username')).toBe(true);
    expect(isUniqueViolation(wrapped(broken), 'users_username')).toBe(true);
  });

  test('not by another name, nor by another error', () => {
    expect(isUniqueViolation(broken, 'users_lock_key')).toBe(false);
    expect(isUniqueViolation(withCode('23503', { constraint_name: 'x' }), 'x')).toBe(false);
    expect(isUniqueViolation(new Error('users_username'), 'users_username')).toBe(false);
    expect(isUniqueViolation(null, 'users_username')).toBe(false);
  });
});
