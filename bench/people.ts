import { inParallel } from '@/bench/load';
import { demoScope } from '@/demo/seed';
import { findAccountByUsername } from '@/lib/accounts/account-store';
import { setPassword } from '@/lib/accounts/password-store';
import { db } from '@/lib/db';
import { hashPassword } from '@/lib/passwords/hash-password';
import type { Scope } from '@/lib/scope';
import { addUser } from '@/lib/users/add-user';
import { findUtility } from '@/lib/utilities/utility-store';

/** Somebody who can sign in. */
export interface BenchPerson {
  username: string;
  password: string;
}

const PASSWORD = 'Measured-Twice-48';

/**
 * Adds people with a password of their own, the same for all: each comparison costs the same. The first is
 * an administrator.
 */
export async function addPeople(count: number): Promise<BenchPerson[]> {
  const utility = await findUtility(db(), 'harbor');
  if (!utility) throw new Error('The utility harbor is not there.');
  const scope: Scope = { ...demoScope(), utility };
  const passwordHash = await hashPassword(PASSWORD);
  const people = Array.from({ length: count }, (_, n) => ({
    username: `bench${n}`,
    password: PASSWORD,
  }));
  await inParallel(count, 4, async (n) => {
    const { username } = people[n] as BenchPerson;
    await addUser(scope, {
      username,
      fullName: `Person ${n}`,
      email: `${username}@harbor.example`,
      roles: n === 0 ? ['CSR', 'CSA'] : n % 9 === 8 ? ['CSR', 'BILL_ADVISOR'] : ['CSR'],
      signInMethod: 'password',
    });
    const account = await findAccountByUsername(db(), utility.utilityId, username);
    if (!account) throw new Error(`${username} was not added.`);
    const password = { kind: 'personal', passwordHash } as const;
    await setPassword(db(), utility.utilityId, account.userId, password, scope.now());
  });
  return people;
}
