import { and, asc, eq, gt, inArray, type SQL } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import type { Account } from '@/lib/accounts/account-store';
import { mayAdminister } from '@/lib/accounts/administrators';
import { forgetIdentitiesOf } from '@/lib/accounts/identity-store';
import { dropPendingLinksOf } from '@/lib/accounts/pending-link-store';
import { makeSsoAccounts } from '@/lib/accounts/sso-account';
import { usernameKey } from '@/lib/accounts/username-rules';
import { recordEvents } from '@/lib/audit/record-event';
import { type Database, inTransaction } from '@/lib/db';
import { clearLocks } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';
import { endSessionsOfMany } from '@/lib/session/session-end-store';
import { utilityById } from '@/lib/utilities/utility-by-host';

export interface ChangedToSso {
  changed: number;
  /** Of those who were named, or of everybody: signs in by SSO already. */
  already: number;
  /** Names, as they were given, that nobody at the utility has. */
  unknown: string[];
}

export type ChangeToSsoOutcome =
  | ({ kind: 'changed' } & ChangedToSso)
  /** Nobody signs in by SSO at the utility, or no longer; `changed` is who had been until then. */
  | ({ kind: 'not_possible' } & ChangedToSso)
  | ({ kind: 'not_allowed' } & ChangedToSso);

/** Changed in one transaction, so that nobody who signs in waits long for a row. */
const BATCH = 200;

/**
 * Makes accounts with a password SSO accounts that wait for their first arrival from the portal: the
 * next one with their username is theirs. Password, history, mailed links, sessions and lock are gone.
 * A disabled account stays disabled.
 *
 * In batches, each of which is done whole or not at all; a run that was broken off is begun again. Whoever
 * could sign in and administer still can, since an SSO account counts wherever this is possible: no
 * administrator is the last one to be changed.
 *
 * @param whom by username, as compared at sign-in; or everybody at the utility
 * @param dryRun counts, and changes nobody
 */
export async function changeToSso(
  scope: Scope,
  whom: readonly string[] | 'everybody',
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<ChangeToSsoOutcome> {
  const total: ChangedToSso = { changed: 0, already: 0, unknown: [] };
  const portions = whom === 'everybody' ? everybody() : named(whom);
  let last: Taken[] = [];
  for (;;) {
    const portion = portions(last);
    if (!portion) return { kind: 'changed', ...total };
    const batch = await inTransaction((tx) => changeBatch(tx, scope, portion.where, dryRun));
    if (batch.kind !== 'taken') return { kind: batch.kind, ...total };
    last = batch.accounts;
    total.changed += last.filter(hasPassword).length;
    total.already += last.length - last.filter(hasPassword).length;
    total.unknown.push(...portion.unknownAmong(last));
  }
}

type Taken = Pick<Account, 'userId' | 'username' | 'usernameKey' | 'lockKey' | 'signInMethod'>;

const hasPassword = ({ signInMethod }: Taken) => signInMethod === 'password';

/** Which accounts are next, and which names nobody had once they were looked for. */
interface Portion {
  where: SQL | undefined;
  unknownAmong(found: readonly Taken[]): string[];
}

/** Gives the portions one after the other, each after what the one before has brought. */
type Portions = (last: readonly Taken[]) => Portion | null;

function everybody(): Portions {
  let isFirst = true;
  return (last) => {
    const after = last.at(-1)?.userId;
    if (!isFirst && last.length < BATCH) return null;
    isFirst = false;
    return { where: after ? gt(users.userId, after) : undefined, unknownAmong: () => [] };
  };
}

function named(usernames: readonly string[]): Portions {
  const byKey = new Map(usernames.map((username) => [usernameKey(username), username]));
  const keys = [...byKey.keys()];
  return () => {
    const portion = keys.splice(0, BATCH);
    if (portion.length === 0) return null;
    return {
      where: inArray(users.usernameKey, portion),
      unknownAmong: (found) => {
        const known = new Set(found.map((account) => account.usernameKey));
        return portion.filter((key) => !known.has(key)).map((key) => byKey.get(key) ?? key);
      },
    };
  };
}

type Batch = { kind: 'taken'; accounts: Taken[] } | { kind: 'not_possible' | 'not_allowed' };

async function changeBatch(
  tx: Database,
  scope: Scope,
  where: SQL | undefined,
  dryRun: boolean,
): Promise<Batch> {
  if (!(await mayAdminister(tx, scope))) return { kind: 'not_allowed' };
  // As it is now: an account must not be left to a portal that was switched off meanwhile.
  const utility = await utilityById(tx, scope.utility.utilityId);
  if (!utility || utility.signIn === 'standalone') return { kind: 'not_possible' };
  const accounts = await takeAccounts(tx, utility.utilityId, where);
  const changing = accounts.filter(hasPassword);
  if (changing.length > 0 && !dryRun) await change(tx, scope, changing);
  return { kind: 'taken', accounts };
}

/** Held, in the order of their ids, as in every act on several. */
function takeAccounts(tx: Database, utilityId: string, where: SQL | undefined): Promise<Taken[]> {
  return tx
    .select({
      userId: users.userId,
      username: users.username,
      usernameKey: users.usernameKey,
      lockKey: users.lockKey,
      signInMethod: users.signInMethod,
    })
    .from(users)
    .where(and(eq(users.utilityId, utilityId), where))
    .orderBy(asc(users.userId))
    .limit(BATCH)
    .for('update');
}

async function change(tx: Database, scope: Scope, accounts: readonly Taken[]): Promise<void> {
  const { utilityId } = scope.utility;
  const userIds = accounts.map(({ userId }) => userId);
  const now = scope.now();
  await makeSsoAccounts(tx, utilityId, userIds, now);
  // Nobody has come yet: what was remembered of a portal is not theirs to begin with.
  await forgetIdentitiesOf(tx, utilityId, userIds);
  await dropPendingLinksOf(tx, utilityId, userIds);
  await clearLocks(
    tx,
    utilityId,
    accounts.map(({ lockKey }) => lockKey),
  );
  await endSessionsOfMany(tx, utilityId, userIds, 'linked_to_portal', now);
  await recordEvents(
    tx,
    scope,
    'user.changed_to_sso',
    accounts.map((account) => ({ subject: account, details: {} })),
  );
}
