import { sql } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import { type Account, isAccount, personColumns } from '@/lib/accounts/account-store';
import { changesBetween, type UserFields } from '@/lib/accounts/user-changes-rules';
import { recordEvent } from '@/lib/audit/record-event';
import type { UserChange } from '@/lib/audit/user-change';
import type { Database } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import type { PortalPerson } from '@/lib/sso/portal-person';
import type { Role } from '@/lib/utilities/utility';

/**
 * Makes of an account what the portal says of its person at this sign-in: name and email address
 * where it says any, roles always, so that a role dropped there is dropped here. The username stays:
 * by it people are known to each other, and an administrator may have changed it.
 *
 * @returns the account as it is then
 */
export async function refreshAccount(
  tx: Database,
  scope: Scope,
  account: Account,
  person: PortalPerson,
): Promise<Account> {
  const after = {
    ...account,
    fullName: person.fullName ?? account.fullName,
    email: person.email ?? account.email,
    roles: person.roles as string[],
  };
  const changes = changesOf(account, after);
  if (changes.length === 0) return account;
  await write(tx, scope, after, changes);
  return after;
}

/** Takes every role away that the portal once gave. */
export async function takeRoles(tx: Database, scope: Scope, account: Account): Promise<void> {
  const after = { ...account, roles: [] };
  await write(tx, scope, after, changesOf(account, after));
}

async function write(
  tx: Database,
  scope: Scope,
  after: Account,
  changes: UserChange[],
): Promise<void> {
  const { utilityId, userId, roles } = after;
  await tx
    .update(users)
    .set({
      ...personColumns(after),
      roles,
      version: sql`${users.version} + 1`,
      updatedAt: scope.now(),
    })
    .where(isAccount(utilityId, userId));
  await recordEvent(tx, scope, 'user.refreshed', after, { changes });
}

function changesOf(before: Account, after: Account): UserChange[] {
  return changesBetween(fieldsOf(before), fieldsOf(after));
}

function fieldsOf({ fullName, username, email, roles }: Account): UserFields {
  return { fullName, username, email, roles: roles as Role[] };
}
