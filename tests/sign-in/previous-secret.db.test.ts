import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { HashQueue } from '@/lib/passwords/hash-queue';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-end-store';
import { findSession } from '@/lib/session/session-store';
import { changePassword } from '@/lib/sign-in/change-password';
import { answerWithPreviousSecret } from '@/lib/sign-in/same-click';
import { keyedHash, secretHash } from '@/lib/tokens';
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

  test('lets it be answered though a new AUTH_SECRET came meanwhile, unless the old one is gone', async () => {
    const old = env().AUTH_SECRET[0];
    restartedWith({ AUTH_SECRET: `${'n'.repeat(40)},${old}` });
    expect(await sendAgain(NEW)).toEqual({ kind: 'changed', sessionSecret: renewed });
    restartedWith({ AUTH_SECRET: 'n'.repeat(40) });
    expect(await sendAgain(NEW)).toEqual({ kind: 'session_over' });
    expect(await findSession(db(), 'harbor', renewed)).toMatchObject({ endedAt: null });
  });

  test('tells nothing of the next without AUTH_SECRET, nor does the database', async () => {
    const hash = secretHash(here.secret).toString('base64url');
    for (const key of ['', here.secret, renewed]) {
      const guess = keyedHash(
        key,
        'session secret after a rotation',
        'harbor',
        here.sessionId,
        hash,
      );
      expect(guess.toString('base64url')).not.toBe(renewed);
    }
    expect(renewed).toMatch(/^[\w-]{43}$/);
  });

  test('is given out again where the queue was full: nothing was compared', async () => {
    const busy = { kind: 'busy', retryAfterSeconds: 7 } as const;
    vi.spyOn(HashQueue.prototype, 'run').mockResolvedValueOnce(busy);
    expect(await sendAgain(NEW)).toEqual(busy);
    expect(await sendAgain(NEW)).toEqual({ kind: 'changed', sessionSecret: renewed });
  });

  test('is no way to try passwords: one wrong one is compared', async () => {
    const hashes = await hashesDuring(async () => {
      expect(await sendAgain(OTHER)).toEqual({ kind: 'session_over' });
      expect(await sendAgain(NEW)).toBeNull();
      expect(await sendAgain(OTHER)).toBeNull();
    });
    expect(hashes).toEqual({ reuse: 1 });
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
