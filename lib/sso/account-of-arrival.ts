import { randomUUID } from 'node:crypto';
import {
  type Account,
  findAccountByUsername,
  insertAccounts,
  lockAccountRow,
  personColumns,
} from '@/lib/accounts/account-store';
import { normalizeEmail } from '@/lib/accounts/email-rules';
import {
  bindIdentity,
  lockAccountOfIdentity,
  subjectOfAccount,
} from '@/lib/accounts/identity-store';
import { keepPendingLink } from '@/lib/accounts/pending-link-store';
import { namesNobodyForEver } from '@/lib/accounts/subject-rules';
import { normalizeUsername } from '@/lib/accounts/username-rules';
import type { SsoRefusal } from '@/lib/audit/event-catalogue';
import { recordEvent } from '@/lib/audit/record-event';
import type { Database } from '@/lib/db';
import { lockKeys } from '@/lib/lockout/lock-key';
import { clearLock } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';
import type { PortalPerson } from '@/lib/sso/portal-person';

/** How an account is theirs: since before; waiting, and bound now; or made now. */
export type FoundHow = 'known' | 'bound' | 'made';

type Found =
  | { kind: 'found'; account: Account; how: FoundHow }
  | { kind: 'refused'; reason: SsoRefusal; account: Account | null };

/**
 * The account of somebody who comes from the portal, its row held; made at a first arrival where the
 * utility lets that be.
 *
 * By provider and subject alone. A username opens only an SSO account that waits for its first arrival:
 * at an account that is somebody's already, whoever gets hold of a username at the portal (a new
 * colleague of an old name, a misconfigured attribute) would get hold of the account. An email address
 * opens nothing.
 */
export async function accountOf(tx: Database, scope: Scope, person: PortalPerson): Promise<Found> {
  const { utilityId } = scope.utility;
  const known = await lockAccountOfIdentity(tx, utilityId, person);
  if (known?.signInMethod === 'sso') return { kind: 'found', account: known, how: 'known' };
  const named = await findAccountByUsername(tx, utilityId, person.username);
  const account = named && (await lockAccountRow(tx, utilityId, named.userId));
  if (!account) return firstArrival(tx, scope, person);
  if (account.signInMethod === 'sso') {
    const { userId } = account;
    const bound = await subjectOfAccount(tx, utilityId, userId, person.provider);
    // Another tab's first arrival, committed since this one looked for the identity.
    if (bound === person.subject) return { kind: 'found', account, how: 'known' };
    // Nobody of this provider has come to it yet.
    if (bound === null) {
      if (!account.disabledAt) {
        await bindIdentity(tx, utilityId, userId, person, scope.now());
        await recordEvent(tx, scope, 'user.bound', account, {});
      }
      return { kind: 'found', account, how: 'bound' };
    }
  }
  // Who gets in nowhere with it anyway is no work for an administrator.
  if (person.roles.length === 0) return { kind: 'refused', reason: 'no_role', account: null };
  const changes = await keepPendingLink(tx, utilityId, account.userId, person, scope.now());
  const reason = namesNobodyForEver(changes) ? 'subject_changes' : 'username_taken';
  return { kind: 'refused', reason, account };
}

async function firstArrival(tx: Database, scope: Scope, person: PortalPerson): Promise<Found> {
  const refused = (reason: SsoRefusal): Found => ({ kind: 'refused', reason, account: null });
  if (scope.utility.sso?.provision !== 'create') return refused('unknown_username');
  if (person.roles.length === 0) return refused('no_role');
  const account = await makeAccount(tx, scope, person);
  return { kind: 'found', account, how: 'made' };
}

async function makeAccount(tx: Database, scope: Scope, person: PortalPerson): Promise<Account> {
  const { utilityId } = scope.utility;
  const userId = randomUUID();
  const now = scope.now();
  const username = normalizeUsername(person.username);
  const [lockKey, ...olderLockKeys] = lockKeys(utilityId, username);
  await insertAccounts(tx, [
    {
      utilityId,
      userId,
      ...personColumns({
        username,
        fullName: person.fullName ?? username,
        email: normalizeEmail(person.email ?? ''),
      }),
      roles: person.roles,
      signInMethod: 'sso',
      lockKey,
      createdAt: now,
      updatedAt: now,
    },
  ]);
  // Guesses at the name from before it was anybody's are not this person's.
  for (const key of [lockKey, ...olderLockKeys]) await clearLock(tx, { utilityId, lockKey: key });
  await bindIdentity(tx, utilityId, userId, person, now);
  await recordEvent(tx, scope, 'user.arrived', { userId, username }, { roles: person.roles });
  const account = await lockAccountRow(tx, utilityId, userId);
  if (!account) throw new Error('An account went away that was just made.');
  return account;
}
