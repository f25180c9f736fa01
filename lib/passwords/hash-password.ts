import { hash, verify } from '@node-rs/argon2';
import { env } from '@/lib/env';
import { metrics } from '@/lib/metrics';
import { normalizePassword } from '@/lib/passwords/password-rules';

/** `Algorithm.Argon2id`: the package exports it as a const enum, which erases. */
const ARGON2ID = 2;

/** Argon2's cost parameters as a PHC string spells them: `m=19456,t=2,p=1`, memory in KiB. */
export type HashParameters = string;

/** The parameters with which this installation makes new hashes. */
export function todaysParameters(): HashParameters {
  const { ARGON2_MEMORY_KIB: m, ARGON2_ITERATIONS: t, ARGON2_PARALLELISM: p } = env();
  return `m=${m},t=${t},p=${p}`;
}

/** The parameters of a PHC string. */
export function parametersOf(passwordHash: string): HashParameters {
  return /^\$argon2id\$v=19\$(m=\d+,t=\d+,p=\d+)\$/.exec(passwordHash)?.[1] ?? '';
}

/** Whether a PHC string was made with other parameters than today's. */
export function isOutdated(passwordHash: string): boolean {
  return parametersOf(passwordHash) !== todaysParameters();
}

/**
 * Argon2id (RFC 9106) with the installation's parameters, as a PHC string. Computed outside of the
 * hash queue: callers that answer people take a place there first.
 */
export function hashPassword(password: string): Promise<string> {
  metrics().passwordHashes.inc({ purpose: 'create' });
  return hashWith(todaysParameters(), normalizePassword(password));
}

/** Argon2id of a text with given parameters. */
export function hashWith(parameters: HashParameters, text: string): Promise<string> {
  const [memoryCost, timeCost, parallelism] = (parameters.match(/\d+/g) ?? []).map(Number);
  return hash(text, { algorithm: ARGON2ID, memoryCost, timeCost, parallelism });
}

/**
 * Whether `offered` is the password behind a PHC string. This is the one place that compares.
 * @param purpose `guess` by who wants to come in, `decoy` where no account has the username, `reuse`
 *   of an old password as a new one
 */
export function comparePassword(
  passwordHash: string,
  offered: string,
  purpose: 'guess' | 'decoy' | 'reuse',
): Promise<boolean> {
  metrics().passwordHashes.inc({ purpose });
  return verify(passwordHash, normalizePassword(offered));
}
