import { expect, test, vi } from 'vitest';
import { notNowOf } from '@/app/parts/form-failure-words';

vi.mock('next-intl/server', () => ({ getTranslations: vi.fn() }));

test('a full queue says when to send again; a database that is away only keeps what was typed', () => {
  expect(notNowOf({ kind: 'busy', retryAfterSeconds: 7 })).toEqual({
    notNow: { retryAfterSeconds: 7 },
  });
  expect(notNowOf({ kind: 'unavailable' })).toEqual({ notNow: { retryAfterSeconds: null } });
});

test.each(['wrong', 'locked', 'throttled', 'refused', 'malformed', 'unmatched'])(
  'after %s nothing is sent again or kept',
  (kind) => {
    expect(notNowOf({ kind, retryAfterSeconds: 7 })).toEqual({});
  },
);
