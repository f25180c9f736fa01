import { beforeEach, describe, expect, test, vi } from 'vitest';
import { currentLanguage } from '@/lib/auth/current-language';
import { actingSessionIfAny } from '@/lib/auth/require-session';
import { runInRequestContext } from '@/lib/request-context';
import { findSession, touchSession } from '@/lib/session/session-store';
import { testRequest } from '@/tests/support/test-request';

const SECRET = 'a'.repeat(43);
let cookie: string | null;

vi.mock('next/headers', () => ({ headers: async () => ({ get: () => cookie }) }));
vi.mock('@/lib/db', () => ({ db: () => ({}) }));
vi.mock('@/lib/session/session-store', () => ({ findSession: vi.fn(), touchSession: vi.fn() }));

function accountWith(locale: string | null, more = {}): void {
  const now = new Date();
  vi.mocked(findSession).mockResolvedValue({
    ...{ sessionId: 's', userId: 'u', username: 'danaortiz', method: 'password', endedAt: null },
    ...{ createdAt: now, lastActiveAt: now, disabledAt: null, passwordKind: 'personal' },
    ...{ passwordSetAt: now, temporaryExpiresAt: null, endReason: null, locale, ...more },
  } as unknown as Awaited<ReturnType<typeof findSession>>);
}

/** In a request in a browser that reads French, or at a utility that does. */
function inFrench<T>(run: () => Promise<T>) {
  const context = testRequest({ language: 'fr' });
  return { context, result: runInRequestContext(context, run) };
}

beforeEach(() => {
  cookie = `__Host-csi-session=${SECRET}`;
  vi.resetAllMocks();
});

test('what the signed-in person chose counts before browser and utility', async () => {
  accountWith('es');
  expect(await inFrench(currentLanguage).result).toBe('es');
});

test('who has chosen nothing reads what browser and utility say', async () => {
  accountWith(null);
  expect(await inFrench(currentLanguage).result).toBe('fr');
});

test('whose session is over is nobody, and their language tells nothing of them', async () => {
  accountWith('es', { endedAt: new Date(), endReason: 'signed_out' });
  expect(await inFrench(currentLanguage).result).toBe('fr');
});

test('while the database is away browser and utility count, and the answer is no 503 for it', async () => {
  vi.mocked(findSession).mockRejectedValue(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
  const { context, result } = inFrench(currentLanguage);
  expect(await result).toBe('fr');
  expect(context.response).toEqual({});
});

describe('it costs nothing more', () => {
  test('for a browser without a session nobody asks the database', async () => {
    cookie = null;
    expect(await inFrench(currentLanguage).result).toBe('fr');
    expect(findSession).not.toHaveBeenCalled();
  });

  test('whoever has asked who it is has asked for the language too', async () => {
    accountWith('es');
    const { result } = inFrench(async () => {
      await actingSessionIfAny();
      return [await currentLanguage(), await currentLanguage()];
    });
    expect(await result).toEqual(['es', 'es']);
    expect(findSession).toHaveBeenCalledTimes(1);
  });

  test('many words in one answer ask once', async () => {
    accountWith('es');
    const { result } = inFrench(() =>
      Promise.all([currentLanguage(), currentLanguage(), currentLanguage()]),
    );
    expect(await result).toEqual(['es', 'es', 'es']);
    expect(findSession).toHaveBeenCalledTimes(1);
  });
});

test('reading a page is no activity, picking a language is', async () => {
  accountWith('es', { lastActiveAt: new Date(Date.now() - 5000) });
  await inFrench(currentLanguage).result;
  expect(touchSession).not.toHaveBeenCalled();
  await inFrench(actingSessionIfAny).result;
  expect(touchSession).toHaveBeenCalledTimes(1);
});
