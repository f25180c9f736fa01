import { beforeEach, expect, test } from 'vitest';
import { landingOf } from '@/app/sso/landing';
import { runInRequestContext } from '@/lib/request-context';
import { personTags } from '@/lib/sign-in/person-tag';
import type { LastSession } from '@/lib/sso/last-session-rules';
import { restartedWith } from '@/tests/support/settings';
import { testRequest } from '@/tests/support/test-request';

const [DANA, SAM] = [
  '5b1f0f6e-0000-4000-8000-00000000000a',
  '5b1f0f6e-0000-4000-8000-00000000000b',
];
const PLACE = '/admin/audit?page=2';
const OLD_SECRET = 'older-secret-for-tests'.padEnd(40, '.');
const request = testRequest();
let tagOfDana: string;

beforeEach(() => {
  restartedWith({ DATABASE_URL: 'postgres://nobody.invalid/none', AUTH_SECRET: OLD_SECRET });
  [tagOfDana] = personTags(request.utility.utilityId, DANA);
});

const lastOf = (userId: string | null, state: LastSession['state']): LastSession => ({
  sessionId: '5b1f0f6e-0000-4000-8000-00000000000c',
  userId,
  state,
  overAt: null,
  isPortals: true,
  leftAt: null,
});

interface Arrival {
  of?: string;
  last?: LastSession | null;
  byPortal?: true;
}

const landing = (userId: string, { of, last = null, byPortal }: Arrival) =>
  runInRequestContext(request, () =>
    landingOf({ purpose: { kind: 'sign_in', byPortal }, returnTo: PLACE, of }, last, userId),
  );

test.each(['idle', 'absolute', 'ended'] as const)(
  'after a session that is over (%s) the same person comes back, anybody else goes home',
  (state) => {
    const last = lastOf(DANA, state);
    expect(landing(DANA, { last })).toBe(PLACE);
    expect(landing(SAM, { last })).toBe('/home');
  },
);

test('whose page an address says it is comes back to it, in whatever browser; anybody else goes home', () => {
  expect(landing(DANA, { of: tagOfDana })).toBe(PLACE);
  expect(landing(SAM, { of: tagOfDana })).toBe('/home');
  expect(landing(SAM, { of: 'made-up' })).toBe('/home');
});

test('an address that names the next person does not bring them where somebody else was', () => {
  const [tagOfSam] = personTags(request.utility.utilityId, SAM);
  expect(landing(SAM, { of: tagOfSam, last: lastOf(DANA, 'idle') })).toBe('/home');
});

test('a tag of an older AUTH_SECRET still names the person, one of another utility does not', () => {
  restartedWith({ AUTH_SECRET: `${'newest-secret-for-tests'.padEnd(40, '.')},${OLD_SECRET}` });
  expect(landing(DANA, { of: tagOfDana })).toBe(PLACE);
  expect(landing(DANA, { of: personTags('another', DANA)[0] })).toBe('/home');
});

test('after a sign-out, or in a browser that nobody was in, a page that was asked for is the next person’s', () => {
  expect(landing(SAM, { last: lastOf(DANA, 'signed_out') })).toBe(PLACE);
  expect(landing(SAM, {})).toBe(PLACE);
});

test('where the portal itself says where to go, nobody’s place is kept from them', () => {
  expect(landing(SAM, { last: lastOf(DANA, 'idle'), byPortal: true })).toBe(PLACE);
});
