import { sql } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import { type Account, isAccount, personColumns } from '@/lib/accounts/account-store';
import { emailKey, normalizeEmail } from '@/lib/accounts/email-rules';
import { endMailedLinks } from '@/lib/accounts/mailed-link-store';
import { changesBetween, inOrder, type UserFields } from '@/lib/accounts/user-changes-rules';
import { normalizeUsername, usernameKey } from '@/lib/accounts/username-rules';
import { recordEvent } from '@/lib/audit/record-event';
import type { UserChange } from '@/lib/audit/user-change';
import { isUniqueViolation } from '@/lib/database-errors';
import type { Database } from '@/lib/db';
import { lockKeys } from '@/lib/lockout/lock-key';
import { carryLock } from '@/lib/lockout/lockout-store';
import { queueMail } from '@/lib/mail/outbox-store';
import type { Scope } from '@/lib/scope';
import { actOnUser, type NotDone } from '@/lib/users/act-on-user';
import { type MayNotGo, mayNotGo } from '@/lib/users/administrator-guards';
import { PORTAL_FIELDS } from '@/lib/users/edit-user-rules';
import { faultsOf, type UserFault } from '@/lib/users/new-user-rules';
import { isEmailShared } from '@/lib/users/shared-emails';
import { isAdministrator } from '@/lib/utilities/tab-rules';
import type { Role } from '@/lib/utilities/utility';

export interface UserEdit extends UserFields {
  /** Of the account that the form showed. */
  version: number;
  /** The address of which whoever edits knows that others have it too; or null. */
  sharedEmailAccepted: string | null;
}

export type EditOutcome =
  | { kind: 'saved'; changes: UserChange[] }
  | { kind: 'unchanged' }
  | { kind: 'invalid'; faults: UserFault[] }
  | { kind: 'username_taken' }
  /** Allowed, but not unknowingly: nobody of those who share an address can reset a password by mail. */
  | { kind: 'email_shared' }
  /** Somebody else has saved since the form was shown; nothing was overwritten. */
  | { kind: 'changed_meanwhile'; version: number; current: UserFields }
  | MayNotGo
  | NotDone;

/**
 * Changes who an account is for and what it may do. The person is mailed when their address or roles
 * changed, at the old address too; links that were mailed to the old one open nothing any more. A renamed
 * person takes the count of failed attempts and the lock along. Of an SSO account only the username is
 * changed: the rest is the portal's.
 */
export async function editUser(scope: Scope, userId: string, edit: UserEdit): Promise<EditOutcome> {
  try {
    return await actOnUser(scope, userId, (tx, account) => change(tx, scope, account, edit));
  } catch (error) {
    if (isUniqueViolation(error, 'users_username')) return { kind: 'username_taken' };
    throw error;
  }
}

async function change(
  tx: Database,
  scope: Scope,
  account: Account,
  edit: UserEdit,
): Promise<EditOutcome> {
  const { signInMethod, version } = account;
  const before = fieldsOf(account);
  const after = { ...normalized(edit), ...portalFields(account) };
  const faults = faultsOf({ ...after, signInMethod }, scope.utility).filter(({ field }) =>
    isTyped(field, account),
  );
  if (faults.length > 0) return { kind: 'invalid', faults };
  const changes = changesBetween(before, after);
  if (changes.length === 0) return { kind: 'unchanged' };
  if (edit.version !== version) return { kind: 'changed_meanwhile', version, current: before };
  if (isAdministrator(before.roles) && !isAdministrator(after.roles)) {
    const refused = await mayNotGo(tx, scope, account);
    if (refused) return refused;
  }
  const changed = (field: UserChange['field']) => changes.some((one) => one.field === field);
  if (changed('email') && edit.sharedEmailAccepted !== after.email) {
    if (await isEmailShared(tx, account, after.email)) return { kind: 'email_shared' };
  }
  await write(tx, scope, account, after);
  await recordEvent(tx, scope, 'user.changed', account, { changes });
  const { userId } = account;
  if (changed('email') && emailKey(after.email) !== account.emailKey) {
    await endMailedLinks(tx, account.utilityId, [userId], scope.now());
    await queueMail(tx, scope, { kind: 'email_changed_by_administrator', userId });
    if (account.email !== '') {
      await queueMail(tx, scope, {
        kind: 'email_taken_off',
        userId,
        formerAddress: account.email,
      });
    }
  }
  if (changed('roles')) {
    await queueMail(tx, scope, { kind: 'roles_changed_by_administrator', userId });
  }
  return { kind: 'saved', changes };
}

async function write(
  tx: Database,
  scope: Scope,
  account: Account,
  after: UserFields,
): Promise<void> {
  const { utilityId, userId } = account;
  const isRenamed = usernameKey(after.username) !== account.usernameKey;
  const keys = lockKeys(utilityId, after.username);
  await tx
    .update(users)
    .set({
      ...personColumns(after),
      roles: after.roles,
      ...(isRenamed ? { lockKey: keys[0] } : {}),
      version: sql`${users.version} + 1`,
      updatedAt: scope.now(),
    })
    .where(isAccount(utilityId, userId));
  // After the name is surely this person's.
  if (isRenamed) await carryLock(tx, account, keys);
}

function fieldsOf({ fullName, username, email, roles }: Account): UserFields {
  return { fullName, username, email, roles: inOrder(roles as Role[]) };
}

function normalized({ fullName, username, email, roles }: UserFields): UserFields {
  return {
    fullName: fullName.normalize('NFC').trim(),
    username: normalizeUsername(username),
    email: normalizeEmail(email),
    roles: inOrder(roles),
  };
}

/** Whether a field is for whoever edits: what the portal told is no fault of theirs. */
function isTyped(field: UserFault['field'], { signInMethod }: Account): boolean {
  if (field === 'signInMethod') return false;
  return signInMethod === 'password' || !PORTAL_FIELDS.some((portals) => portals === field);
}

/** What stays as it is, whatever was sent. */
function portalFields(account: Account): Partial<UserFields> {
  if (account.signInMethod === 'password') return {};
  const fields = fieldsOf(account);
  return Object.fromEntries(PORTAL_FIELDS.map((field) => [field, fields[field]]));
}
