import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { HashQueue } from '@/lib/passwords/hash-queue';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-end-store';
import { findSession } from '@/lib/session/session-store';
import { changePassword } from '@/lib/sign-in/change-password';
import { answerWithPreviousSecret } from '@/lib/sign-in/same-click';
import { hashesDuring } from '@/tests/support/hash-counts';
import { restartedWith } from '@/tests/support/settings';
import { type SignedIn, signedIn } from '@/tests/support/signed-in';
import { later, MINUTE, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const NEW = 'Quiet-River-31';
const OTHER = 'Silver-Stone-94';
let scope: Scope;
let here: SignedIn;
let renewed: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  here = await signedIn(scope, await testPerson(scope));
  const changed = await changePassword(here.scope, PASSWORD, NEW);
  renewed = changed.kind === 'changed' ? changed.sessionSecret : '';
});

const sendAgain = (wanted: string, ms = 5, secret = here.secret) =>
  answerWithPreviousSecret(later(scope, ms), secret, wanted);

describe('the secret that a session has just lost', () => {
  test('opens no session', async () => {
    expect(await findSession(db(), 'harbor', here.secret)).toBeNull();
    expect(await findSession(db(), 'harbor', renewed)).toMatchObject({ endedAt: null });
  });

  test('lets the same form be answered as the first was, with the one secret that is good', async () => {
    for (const ms of [5, 10, MINUTE - 1]) {
      expect(await sendAgain(NEW, ms)).toEqual({ kind: 'changed', sessionSecret: renewed });
    }
    expect(await findSession(db(), 'harbor', renewed)).toMatchObject({ endedAt: null });
  });

  test('answers many clicks at once alike', async () => {
    restartedWith({ HASH_CONCURRENCY: '8' });
    const answers = await Promise.all([5, 6, 7].map((ms) => sendAgain(NEW, ms)));
    expect(answers).toEqual(Array(3).fill({ kind: 'changed', sessionSecret: renewed }));
  });

  test('answers after the queue was full, and after the database was away', async () => {
    const busy = { kind: 'busy', retryAfterSeconds: 7 } as const;
    vi.spyOn(HashQueue.prototype, 'run')
      .mockResolvedValueOnce(busy)
      .mockRejectedValueOnce(new Error('away'));
    expect(await sendAgain(NEW)).toEqual(busy);
    await expect(sendAgain(NEW)).rejects.toThrow('away');
    expect(await sendAgain(NEW)).toEqual({ kind: 'changed', sessionSecret: renewed });
  });

  test('answers though AUTH_SECRET has a new value, with a new secret where the old one is gone', async () => {
    const old = env().AUTH_SECRET[0];
    restartedWith({ AUTH_SECRET: `${'n'.repeat(40)},${old}` });
    expect(await sendAgain(NEW)).toEqual({ kind: 'changed', sessionSecret: renewed });
    restartedWith({ AUTH_SECRET: 'n'.repeat(40) });
    const answer = await sendAgain(NEW);
    const secret = answer?.kind === 'changed' ? answer.sessionSecret : '';
    expect(secret).not.toBe(renewed);
    expect(await findSession(db(), 'harbor', secret)).toMatchObject({ endedAt: null });
    expect(await findSession(db(), 'harbor', renewed)).toBeNull();
  });

  test('gives nothing to who knows a password that was replaced meanwhile', async () => {
    vi.spyOn(HashQueue.prototype, 'run').mockImplementationOnce(async (_, compare) => {
      const value = await compare(false);
      await changePassword(later(here.scope, 5), NEW, OTHER);
      return { kind: 'done', value };
    });
    expect(await sendAgain(NEW, 6)).toEqual({ kind: 'session_over' });
  });

  test('gives nothing once the account was disabled meanwhile', async () => {
    vi.spyOn(HashQueue.prototype, 'run').mockImplementationOnce(async (_, compare) => {
      const value = await compare(false);
      const { actor } = here.scope;
      const userId = actor.kind === 'person' ? actor.userId : '';
      await db()
        .update(users)
        .set({ disabledAt: noonPlus(5) })
        .where(eq(users.userId, userId));
      return { kind: 'done', value };
    });
    expect(await sendAgain(NEW, 6)).toEqual({ kind: 'session_over' });
  });

  test('is no way to try passwords: three are compared', async () => {
    const hashes = await hashesDuring(async () => {
      const answers = await Promise.all([OTHER, OTHER, OTHER, OTHER].map((one) => sendAgain(one)));
      expect(answers.filter(Boolean)).toEqual(Array(3).fill({ kind: 'session_over' }));
      expect(await sendAgain(NEW)).toBeNull();
    });
    expect(hashes).toEqual({ reuse: 3 });
    expect(await findSession(db(), 'harbor', renewed)).toMatchObject({ endedAt: null });
  });

  test('is forgotten after a minute', async () => {
    expect(await sendAgain(NEW, MINUTE)).toBeNull();
    expect(await sendAgain(NEW, MINUTE - 1)).toMatchObject({ kind: 'changed' });
  });

  test('is worth nothing at another utility, nor once the session is over', async () => {
    const valley = testScope(await testUtility({ utility: 'valley' }));
    expect(await answerWithPreviousSecret(valley, here.secret, NEW)).toBeNull();
    const { actor } = here.scope;
    const sessionId = actor.kind === 'person' ? actor.sessionId : '';
    await endSession(db(), 'harbor', sessionId, 'signed_out', noonPlus(1));
    expect(await sendAgain(NEW)).toBeNull();
  });

  test('is none that never was one', async () => {
    expect(await sendAgain(NEW, 5, 'x'.repeat(43))).toBeNull();
    expect(await sendAgain(NEW, 5, renewed)).toBeNull();
  });
});
