import { randomBytes } from 'node:crypto';
import { and, eq, isNotNull } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { db } from '@/lib/db';
import {
  type HashParameters,
  hashWith,
  parametersOf,
  todaysParameters,
} from '@/lib/passwords/hash-password';
import { processWide } from '@/lib/process-wide';
import { RefreshedCache } from '@/lib/utilities/refreshed-cache';

/**
 * The hash against which a guess at a username without a password is compared, so that the answer
 * takes as long as for one that has.
 *
 * After the installation's parameters have changed, accounts keep hashes of the earlier ones until
 * their next sign-in, and take another time. So each name is given, for good, a place by its lock
 * key, and the parameters that stand at that place in the utility's own mixture: names that do not
 * exist are quick and slow in the same proportion as those that do.
 */
export async function decoyFor(utilityId: string, lockKey: Buffer): Promise<string> {
  const mixture = await mixtures().get(utilityId);
  const place = Math.floor((lockKey.readUInt32BE(0) / 2 ** 32) * mixture.length);
  return decoyWith(mixture[place] ?? todaysParameters());
}

/** Makes the decoy of today's parameters ahead of the first guess, which would pay for it and tell. */
export async function prepareDecoy(): Promise<void> {
  await decoyWith(todaysParameters());
}

function decoyWith(parameters: HashParameters): Promise<string> {
  const decoys = processWide('decoys', () => new Map<HashParameters, Promise<string>>());
  const known = decoys.get(parameters);
  if (known) return known;
  const made = hashWith(parameters, randomBytes(32).toString('base64url'));
  decoys.set(parameters, made);
  return made;
}

const MINUTES = 60_000;
/** Keys are random, so the first ones in order are as good as any. */
const SAMPLE = 1000;

function mixtures() {
  return processWide(
    'hash-parameter-mixtures',
    () =>
      new RefreshedCache<string, HashParameters[]>({
        load: mixtureOf,
        freshMs: 10 * MINUTES,
        staleMs: 60 * MINUTES,
        retryMs: 1000,
        isUnavailable: isDatabaseUnavailable,
      }),
  );
}

/** The parameters of a sample of the utility's password hashes, in order. */
async function mixtureOf(utilityId: string): Promise<HashParameters[]> {
  const rows = await db()
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(and(eq(users.utilityId, utilityId), isNotNull(users.passwordHash)))
    .orderBy(users.userId)
    .limit(SAMPLE);
  return rows.map(({ passwordHash }) => parametersOf(passwordHash ?? '')).sort();
}
