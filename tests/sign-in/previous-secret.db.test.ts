import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-end-store';
import { findSession } from '@/lib/session/session-store';
import { changePassword } from '@/lib/sign-in/change-password';
import { answerWithPreviousSecret } from '@/lib/sign-in/same-click';
import { hashesDuring } from '@/tests/support/hash-counts';
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

  test('lets the same form be answered once more, with a secret that is good', async () => {
    const answer = await sendAgain(NEW);
    expect(answer).toMatchObject({ kind: 'changed' });
    const secret = answer?.kind === 'changed' ? answer.sessionSecret : '';
    expect(await findSession(db(), 'harbor', secret)).toMatchObject({ endedAt: null });
    expect(await findSession(db(), 'harbor', renewed)).toBeNull();
  });

  test('is no way to try passwords: one is compared, right or wrong', async () => {
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
