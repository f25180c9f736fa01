import { beforeEach, expect, test, vi } from 'vitest';
import { samlKeys } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { beginSamlSignIn } from '@/lib/sso/saml/begin-sign-in';
import { samlConnection } from '@/lib/utilities/portal-rules';
import type { SamlConnection } from '@/lib/utilities/utility';
import { lines } from '@/tests/support/captured-pino';
import { knownPortal } from '@/tests/support/known-portal';
import { testServiceKeys } from '@/tests/support/service-keys';
import { restartedWith } from '@/tests/support/settings';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let scope: Scope;

async function utility(sso: object = {}): Promise<void> {
  scope = testScope(await testUtility({ signIn: 'sso', sso: { ...portal, ...sso } }));
}

/** What a request by redirect says of its signature (Bindings §3.4.4.1), and what the log says of it. */
async function begun() {
  lines.length = 0;
  const { address } = await beginSamlSignIn(
    scope,
    samlConnection(scope.utility) as SamlConnection,
    {
      mustBeFresh: false,
      returnTo: '/home',
      purpose: { kind: 'sign_in' },
    },
  );
  const isSigned = new URL(address).searchParams.has('Signature');
  const told = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
  return { isSigned, told };
}

beforeEach(async () => {
  restartedWith({ AUTH_SECRET: 'old'.padEnd(40, '.') });
  await utility();
  await knownPortal(scope);
  await testServiceKeys(scope);
});

test('a request is signed, and nothing told', async () => {
  expect(await begun()).toEqual({ isSigned: true, told: [] });
});

test('without a key it goes out unsigned, and the log says so once, with utility and reason', async () => {
  await db().delete(samlKeys);
  expect(await begun()).toEqual({
    isSigned: false,
    told: [
      expect.objectContaining({
        msg: 'a request to a portal goes out unsigned',
        utility: 'harbor',
        reason: 'no_key',
      }),
    ],
  });
});

test('with a key that no value of AUTH_SECRET opens it does too', async () => {
  restartedWith({ AUTH_SECRET: 'new'.padEnd(40, '.') });
  expect(await begun()).toMatchObject({ isSigned: false, told: [{ reason: 'unreadable_key' }] });
});

test('where nobody wants it signed, being unsigned is nothing to tell', async () => {
  await utility({ signRequests: false });
  await knownPortal(scope);
  await db().delete(samlKeys);
  expect(await begun()).toEqual({ isSigned: false, told: [] });
});

test('where the portal alone wants it signed, it is, or the log says so', async () => {
  await utility({ signRequests: false });
  await knownPortal(scope, { wantsSignedRequests: true });
  expect(await begun()).toEqual({ isSigned: true, told: [] });
  await db().delete(samlKeys);
  expect(await begun()).toMatchObject({ isSigned: false, told: [{ reason: 'no_key' }] });
});
