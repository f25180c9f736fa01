import { createFormatter, createTranslator } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, expect, test, vi } from 'vitest';
import { PortalRunsOut } from '@/app/(signed-in)/admin/users/portal-notices';
import { runInRequestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import en from '@/messages/en.json';
import { certificateUntil, knownPortal } from '@/tests/support/known-portal';
import { testRequest } from '@/tests/support/test-request';
import { DAY, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

// As pages get them, where there is no page.
vi.mock('next-intl/server', () => ({
  getTranslations: async (namespace: 'users.runningOut') =>
    createTranslator({ locale: 'en', messages: en, namespace }),
  getFormatter: async () => createFormatter({ locale: 'en', timeZone: 'UTC' }),
}));

let validUntil: string | null;

beforeEach(() => {
  validUntil = null;
});

async function utilityWith(...inDays: number[]): Promise<Scope> {
  const sso = { ...portal, metadata: './harbor-idp.xml', portalName: 'Harbor staff portal' };
  const scope = testScope(await testUtility({ signIn: 'sso', sso }));
  const ends = inDays.map((days) => certificateUntil(noonPlus(days * DAY)));
  await knownPortal(scope, { certificates: await Promise.all(ends), validUntil });
  return scope;
}

async function shown(scope: Scope): Promise<string> {
  const context = testRequest({ utility: scope.utility });
  const elements = await runInRequestContext(context, () => PortalRunsOut({ scope }));
  return renderToStaticMarkup(elements);
}

test('an administrator reads when the portal’s certificate runs out, and whom to tell', async () => {
  const text = await shown(await utilityWith(20));
  expect(text).toContain(
    'The certificate by which we know Harbor staff portal runs out on March 22, 2026',
  );
  expect(text).toContain('identity engineer who looks after Harbor staff portal');
  expect(text).toContain('the operator of this service');
});

test('one that ran out is told so', async () => {
  const scope = await utilityWith(20);
  expect(await shown(later(scope, 20 * DAY))).toContain('ran out on March 22, 2026');
});

test('of metadata that runs out by its own word the administrator reads the same', async () => {
  validUntil = noonPlus(20 * DAY).toISOString();
  const scope = await utilityWith(400);
  const text = await shown(scope);
  expect(text).toContain('What we know of Harbor staff portal is good until March 22, 2026');
  expect(text).toContain('identity engineer who looks after Harbor staff portal');
  expect(text).not.toContain('certificate');
  expect(await shown(later(scope, 20 * DAY))).toContain('was good until March 22, 2026');
});

test('of both, both are told', async () => {
  validUntil = noonPlus(10 * DAY).toISOString();
  const text = await shown(await utilityWith(20));
  expect(text).toContain('runs out on March 22, 2026');
  expect(text).toContain('is good until March 12, 2026');
});

test('nothing stands there where nobody needs to act', async () => {
  expect(await shown(await utilityWith(31))).toBe('');
  expect(await shown(await utilityWith(3, 400))).toBe('');
});
