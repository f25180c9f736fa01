import { setTimeout as sleep } from 'node:timers/promises';
import { isUniqueViolation } from '@/lib/database-errors';

/** The utility's settings are being changed at this moment. */
export class SettingsChanging extends Error {
  /** As PostgreSQL says of a lock that is not to be had: whoever shows it says to try again. */
  readonly code = '55P03';
}

const LOOK_AGAIN_MS = 200;
const MOST_LOOKS = 25;

/**
 * Runs an admission again where something was in its way that passes: of two first arrivals at once one makes
 * the account, and the other then finds it; settings that are being changed are waited for, without a
 * connection that others need.
 */
export async function untilNothingIsInTheWay<T>(run: () => Promise<T>): Promise<T> {
  let raced = false;
  for (let looks = 1; ; looks += 1) {
    try {
      return await run();
    } catch (error) {
      const isChanging = error instanceof SettingsChanging && looks < MOST_LOOKS;
      const isRace: boolean =
        !raced && RACED.some((constraint) => isUniqueViolation(error, constraint));
      if (!isChanging && !isRace) throw error;
      raced ||= isRace;
      if (isChanging) await sleep(LOOK_AGAIN_MS);
    }
  }
}

const RACED = ['users_username', 'sso_identities_utility_id_provider_subject_pk'];
