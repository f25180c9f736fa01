import { expect, test, vi } from 'vitest';
import type { CurrentSession } from '@/lib/auth/current-session';
import { landingOfSession } from '@/lib/auth/own-landing';
import { isByItself } from '@/lib/background-rules';
import { runInRequestContext } from '@/lib/request-context';
import { personTags } from '@/lib/sign-in/person-tag';
import { testRequest } from '@/tests/support/test-request';
import { testScope } from '@/tests/support/test-scope';
import { utilityOf } from '@/tests/support/utility-settings';

vi.mock('next/headers', () => ({ cookies: vi.fn() }));
// Without a secret of the servers.
vi.mock('@/lib/sign-in/person-tag', () => ({
  personTags: (utilityId: string, userId: string) => [`${userId} at ${utilityId}`],
}));

const scope = testScope(utilityOf());
const dana = { scope, person: { userId: 'dana' } } as CurrentSession;
const [tag] = personTags(scope.utility.utilityId, 'dana');
const [foreign] = personTags(scope.utility.utilityId, 'sam');

function landing(isBackground: boolean, returnTo: unknown, of: unknown): string {
  const request = testRequest({ isBackground });
  return runInRequestContext(request, () => landingOfSession(dana, returnTo, of));
}

test('who is signed in already goes on where they were, and to nobody else’s page', () => {
  expect(landing(false, '/admin/users?page=2', tag)).toBe('/admin/users?page=2');
  expect(landing(false, '/admin/users?page=2', foreign)).toBe('/home');
});

test('a Welcome page that goes on by itself does not use the session', () => {
  for (const asked of [tag, foreign, '']) {
    const path = landing(true, '/admin/users?page=2', asked);
    expect(isByItself('GET', path, {})).toBe(true);
  }
});
