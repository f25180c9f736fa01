import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { env } from '@/lib/env';
import { metrics } from '@/lib/metrics';
import { normalizePassword } from '@/lib/passwords/password-rules';
import { processWide } from '@/lib/process-wide';

/** `Algorithm.Argon2id`: the package exports it as a const enum, which erases. */
const ARGON2ID = 2;

function parameters() {
  return {
    algorithm: ARGON2ID,
    memoryCost: env().ARGON2_MEMORY_KIB,
    timeCost: env().ARGON2_ITERATIONS,
    parallelism: env().ARGON2_PARALLELISM,
  };
}

/**
 * Argon2id (RFC 9106) with the installation's parameters, as a PHC string. Computed outside of the
 * hash queue: callers that answer people go through {@link hashQueue} first.
 */
export function hashPassword(password: string): Promise<string> {
  metrics().passwordHashes.inc({ purpose: 'create' });
  return hash(normalizePassword(password), parameters());
}

/**
 * Whether `offered` is the password behind a PHC string. This is the one place that compares.
 * @param purpose `guess` by who wants to come in, `reuse` of an old password as a new one
 */
export function comparePassword(
  passwordHash: string,
  offered: string,
  purpose: 'guess' | 'reuse',
): Promise<boolean> {
  metrics().passwordHashes.inc({ purpose });
  return verify(passwordHash, normalizePassword(offered));
}

/**
 * Costs what {@link comparePassword} costs and is always wrong: for a username that no account has,
 * so that the time of an answer does not tell.
 */
export async function compareDecoy(guess: string): Promise<false> {
  metrics().passwordHashes.inc({ purpose: 'decoy' });
  await verify(await decoyHash(), normalizePassword(guess));
  return false;
}

/** Makes the decoy ahead of the first guess, which would otherwise pay for it and tell. */
export function decoyHash(): Promise<string> {
  return processWide('decoy-hash', () => hash(randomBytes(32).toString('base64url'), parameters()));
}

/** Whether a PHC string was made with other parameters than today's. */
export function isOutdated(passwordHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = parameters();
  return !passwordHash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
}
