import { expect, test } from 'vitest';
import { forgetPortalAccounts } from '@/demo/portal-accounts';
import { findAccountByUsername } from '@/lib/accounts/account-store';
import { db } from '@/lib/db';
import { testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

test("a start takes the portal's people away, the last administrator too, and nobody else", async () => {
  const scope = testScope(await testUtility({ signIn: 'both', sso: portal }));
  const { utilityId } = scope.utility;
  await testUser(scope, { username: 'bob', roles: ['CSR', 'CSA'], signInMethod: 'sso' });
  await testUser(scope, { username: 'alison', signInMethod: 'sso' });
  await forgetPortalAccounts(scope);
  expect(await findAccountByUsername(db(), utilityId, 'bob')).toBeNull();
  expect(await findAccountByUsername(db(), utilityId, 'alison')).toMatchObject({
    username: 'alison',
  });
});
