import { describe, expect, test } from 'vitest';
import { EnvError, parseEnv } from '@/lib/env';

const needed = {
  DATABASE_URL: 'postgres://csi:hunter2@db.example:5432/csi',
  AUTH_SECRET: 's'.repeat(32),
  SMTP_URL: 'smtp://csi:hunter2@mail.example:587',
  MAIL_FROM: 'no-reply@csi.example',
};

const read = (settings: Record<string, string | undefined> = {}) =>
  parseEnv({ NODE_ENV: 'test', ...needed, ...settings });

/** The one line with which a start stops. */
function complaint(settings: Record<string, string | undefined>): string {
  try {
    read(settings);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return 'no complaint';
}

test('a database, a secret, a mail server and a sender are enough; the rest has defaults', () => {
  expect(read()).toEqual({
    ...needed,
    AUTH_SECRET: [needed.AUTH_SECRET],
    MAIL_FROM_NAME: 'Opower Customer Service Interface',
    PORT: 3000,
    TRUSTED_PROXIES: 0,
    LOG_LEVEL: 'info',
    ARGON2_MEMORY_KIB: 19_456,
    ARGON2_ITERATIONS: 2,
    ARGON2_PARALLELISM: 1,
    HASH_CONCURRENCY: expect.any(Number),
    DATABASE_POOL: 10,
  });
});

describe('a setting that is missing is named', () => {
  test.each(['DATABASE_URL', 'AUTH_SECRET', 'SMTP_URL', 'MAIL_FROM'])('%s', (name) => {
    expect(complaint({ [name]: undefined })).toBe(`Cannot start: ${name} is missing`);
    expect(complaint({ [name]: '' })).toBe(`Cannot start: ${name} is missing`);
  });

  test('together with all others, in one line', () => {
    expect(complaint({ DATABASE_URL: undefined, AUTH_SECRET: undefined, PORT: 'x' })).toBe(
      'Cannot start: DATABASE_URL is missing; AUTH_SECRET is missing; ' +
        'PORT must be a whole number from 1 to 65535',
    );
  });
});

describe('a setting that is malformed is named in one line, without its value', () => {
  test.each([
    ['DATABASE_URL', 'mysql://csi:hunter2@db.example/csi'],
    ['DATABASE_URL', 'csi:hunter2@db.example'],
    ['DATABASE_URL', 'hunter2'],
    ['DATABASE_URL', 'https://hunter2.example'],
    ['AUTH_SECRET', 'hunter2-that-is-too-short'],
    ['AUTH_SECRET', `${'s'.repeat(32)},hunter2`],
    ['AUTH_SECRET', `hunter2,${'s'.repeat(32)}`],
    ['AUTH_SECRET', `${'s'.repeat(32)},`],
    ['AUTH_SECRET', ' '.repeat(40)],
    ['SMTP_URL', 'https://hunter2.example'],
    ['SMTP_URL', 'hunter2'],
    ['SMTP_URL', 'smtp://'],
    ['MAIL_FROM', 'hunter2'],
    ['MAIL_FROM', 'a@hunter2.example, b@hunter2.example'],
    ['MAIL_FROM', 'CSI <csi@hunter2.example>'],
    ['MAIL_FROM', 'csi@hunter2.example\r\nBcc: x@y.example'],
    ['MAIL_FROM_NAME', 'hunter2\nBcc: x'],
    ['MAIL_FROM_NAME', 'x'.repeat(101)],
    ['PORT', 'hunter2'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['PORT', '1e3'],
    ['PORT', ' 3000'],
    ['TRUSTED_PROXIES', 'hunter2'],
    ['TRUSTED_PROXIES', '11'],
    ['TRUSTED_PROXIES', '-1'],
    ['TRUSTED_PROXIES', 'true'],
    ['METRICS_TOKEN', 'hunter2'],
    ['METRICS_TOKEN', 'x'.repeat(15)],
    ['LOG_LEVEL', 'hunter2'],
    ['LOG_LEVEL', 'INFO'],
    ['ARGON2_MEMORY_KIB', '7'],
    ['ARGON2_MEMORY_KIB', '4194305'],
    ['ARGON2_ITERATIONS', '0'],
    ['ARGON2_ITERATIONS', '101'],
    ['ARGON2_PARALLELISM', '0'],
    ['ARGON2_PARALLELISM', '65'],
    ['HASH_CONCURRENCY', '0'],
    ['HASH_CONCURRENCY', '257'],
    ['DATABASE_POOL', '0'],
    ['DATABASE_POOL', '1001'],
    ['LISTEN_ADDRESS', 'hunter2'],
    ['LISTEN_ADDRESS', '127.0.0.1,'],
    ['LISTEN_ADDRESS', '127.0.0.1:3000'],
  ])('%s as "%s"', (name, value) => {
    const line = complaint({ [name]: value });
    expect(line).toMatch(new RegExp(`^Cannot start: ${name} [^\\n;]+$`));
    expect(line).not.toContain('hunter2');
    expect(line).not.toContain(`"${value}"`);
  });

  test.each(['-1', '11', '1.5', 'x'])(
    '%s is no number of proxies, and it says which are',
    (value) => {
      expect(complaint({ TRUSTED_PROXIES: value })).toBe(
        'Cannot start: TRUSTED_PROXIES must be a whole number from 0 to 10',
      );
    },
  );

  test('parameters that Argon2 itself refuses together', () => {
    // RFC 9106 §3.1: at least 8 KiB for each lane.
    const line = complaint({ ARGON2_MEMORY_KIB: '15', ARGON2_PARALLELISM: '2' });
    expect(line).toMatch(/^Cannot start: ARGON2_MEMORY_KIB /);
    expect(complaint({ ARGON2_MEMORY_KIB: '16', ARGON2_PARALLELISM: '2' })).toBe('no complaint');
  });
});

describe('a setting is taken up to its limits', () => {
  test.each([
    ['SMTP_URL', 'smtps://mail.example', 'smtps://mail.example'],
    ['SMTP_URL', 'smtp://[::1]:25?requireTLS=true', 'smtp://[::1]:25?requireTLS=true'],
    ['MAIL_FROM', 'csi@localhost', 'csi@localhost'],
    ['MAIL_FROM_NAME', 'Énergie du Port', 'Énergie du Port'],
    ['MAIL_FROM_NAME', 'x'.repeat(100), 'x'.repeat(100)],
    ['PORT', '1', 1],
    ['PORT', '65535', 65_535],
    ['TRUSTED_PROXIES', '0', 0],
    ['TRUSTED_PROXIES', '10', 10],
    ['METRICS_TOKEN', 'x'.repeat(16), 'x'.repeat(16)],
    ['LOG_LEVEL', 'debug', 'debug'],
    ['LOG_LEVEL', 'error', 'error'],
    ['ARGON2_MEMORY_KIB', '8', 8],
    ['ARGON2_MEMORY_KIB', '4194304', 4_194_304],
    ['ARGON2_ITERATIONS', '100', 100],
    ['HASH_CONCURRENCY', '256', 256],
    ['DATABASE_POOL', '1000', 1000],
    ['LISTEN_ADDRESS', '127.0.0.1', ['127.0.0.1']],
    ['LISTEN_ADDRESS', '127.0.0.1, ::1', ['127.0.0.1', '::1']],
    ['DATABASE_URL', 'postgresql://db.example/csi', 'postgresql://db.example/csi'],
  ])('%s as "%s"', (name, value, taken) => {
    expect(read({ [name]: value })).toMatchObject({ [name]: taken });
  });

  test('an empty one counts as not given', () => {
    expect(read({ PORT: '', LOG_LEVEL: '', METRICS_TOKEN: '' })).toMatchObject({
      PORT: 3000,
      LOG_LEVEL: 'info',
    });
    expect(read({ METRICS_TOKEN: '' })).not.toHaveProperty('METRICS_TOKEN');
  });
});

describe('AUTH_SECRET', () => {
  test('may be a list, newest first, with spaces around', () => {
    const [newest, older] = ['n'.repeat(32), 'o'.repeat(40)];
    expect(read({ AUTH_SECRET: ` ${newest} , ${older} ` }).AUTH_SECRET).toEqual([newest, older]);
  });

  test('has 32 characters or more', () => {
    expect(complaint({ AUTH_SECRET: 's'.repeat(31) })).toContain('AUTH_SECRET');
    expect(complaint({ AUTH_SECRET: 's'.repeat(32) })).toBe('no complaint');
  });
});

test('what else stands in the environment is not read', () => {
  expect(read({ HOME: '/root', AUTH_URL: 'https://evil.example' })).toEqual(read());
});
