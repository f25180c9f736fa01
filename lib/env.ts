import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { processWide } from '@/lib/process-wide';
import { parseSmtpAddress } from '@/lib/smtp-address';

function wholeNumber(min: number, max: number) {
  const fault = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, fault)
    .transform(Number)
    .refine((n) => n >= min && n <= max, fault);
}

const postgresUrl = z.string({ error: 'is missing' }).refine((value) => {
  try {
    return ['postgres:', 'postgresql:'].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}, 'must be a postgres:// address');

/** Newest first; the first makes new keys and signatures, the others still open old ones. */
const secrets = z
  .string({ error: 'is missing' })
  .transform((value) => value.split(',').map((secret) => secret.trim()))
  .refine((list) => list.every((secret) => secret.length >= 32), {
    message:
      'must be one or more secrets of at least 32 characters, newest first, with commas between',
  })
  .transform((list) => list as [string, ...string[]]);

const smtpUrl = z
  .string({ error: 'is missing' })
  .refine(
    (value) => parseSmtpAddress(value) !== null,
    'must be an smtp:// or smtps:// address, user and password percent-encoded, ' +
      'with no query but requireTLS',
  );

/** Ends up in a mail's header. */
const oneLine = z
  .string()
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]{1,100}$/u, 'must be one line of plain text');

const environment = z
  .object({
    DATABASE_URL: postgresUrl,
    AUTH_SECRET: secrets,
    SMTP_URL: smtpUrl,
    MAIL_FROM: z
      .string({ error: 'is missing' })
      .regex(/^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+$/, 'must be one email address'),
    MAIL_FROM_NAME: oneLine.default('Opower Customer Service Interface'),
    PORT: wholeNumber(1, 65535).default(3000),
    /** Where to listen; every address of the machine without it. */
    LISTEN_ADDRESS: z
      .string()
      .transform((value) => value.split(',').map((address) => address.trim()))
      .refine(
        (list) => list.every((address) => isIP(address) > 0),
        'must be IP addresses, commas between',
      )
      .optional(),
    TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
    METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
      .default('info'),
    ARGON2_MEMORY_KIB: wholeNumber(8, 4_194_304).default(19_456),
    ARGON2_ITERATIONS: wholeNumber(1, 100).default(2),
    ARGON2_PARALLELISM: wholeNumber(1, 64).default(1),
    HASH_CONCURRENCY: wholeNumber(1, 256).default(availableParallelism()),
    DATABASE_POOL: wholeNumber(1, 1000).default(10),
  })
  .refine(
    ({ ARGON2_MEMORY_KIB: memory, ARGON2_PARALLELISM: lanes }) => memory < 8 || memory >= 8 * lanes,
    {
      path: ['ARGON2_MEMORY_KIB'],
      message: 'must be at least 8 times ARGON2_PARALLELISM',
    },
  );

export type Env = z.output<typeof environment>;

/** Thrown by {@link env}; the message is one line that names every bad setting, never its value. */
export class EnvError extends Error {}

/**
 * Reads settings from an environment. Empty variables count as missing.
 * @throws {EnvError}
 */
export function parseEnv(variables: NodeJS.ProcessEnv): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new EnvError(`Cannot start: ${faults.join('; ')}`);
}

/** The settings of this process, checked at the first call. @throws {EnvError} */
export function env(): Env {
  return processWide('env', () => parseEnv(process.env));
}
