import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { resetRequests, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { requestReset } from '@/lib/password-reset/request-reset';
import { examineLink, type HeldLink, parseToken } from '@/lib/password-reset/reset-link';
import { resetPassword } from '@/lib/password-reset/reset-password';
import type { Scope } from '@/lib/scope';
import { hashesDuring } from '@/tests/support/hash-counts';
import { catchMails, mailedLink } from '@/tests/support/reset-mails';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const NEW = 'Quiet-River-31';
const mails = catchMails();
let scope: Scope;
let held: HeldLink;

beforeEach(async () => {
  scope = testScope(await testUtility());
  await testPerson(scope);
  held = await mailedLink(scope, 'danaortiz@mail.example', mails);
});

const reset = (link = held, within = scope) => resetPassword(later(within, 5), link, NEW);

const world = async () => [
  await db().select().from(users),
  await db().select().from(resetRequests),
];

/** The link is good for nothing, costs nothing, and trying changes nothing. */
async function expectDead(link: HeldLink, within = scope): Promise<void> {
  const before = await world();
  expect(await examineLink(later(within, 5), link)).toEqual({ kind: 'invalid' });
  const hashes = await hashesDuring(async () =>
    expect(await reset(link, within)).toEqual({ kind: 'invalid' }),
  );
  expect(hashes).toEqual({});
  expect(await world()).toEqual(before);
}

describe('nothing is reset', () => {
  test('with a made-up secret, or id, or both', async () => {
    const secret = 'x'.repeat(43);
    await expectDead({ ...held, secret });
    await expectDead({ ...held, resetRequestId: randomUUID() });
    await expectDead({ resetRequestId: randomUUID(), secret });
  });

  test('with a secret of which one letter is another, or in another case', async () => {
    const [first = '', ...rest] = held.secret;
    await expectDead({ ...held, secret: (first === 'A' ? 'B' : 'A') + rest.join('') });
    await expectDead({ ...held, secret: held.secret.toLowerCase() });
    await expectDead({ ...held, secret: held.secret.slice(0, -1) });
    await expectDead({ ...held, secret: held.secret.repeat(2) });
    await expectDead({ ...held, secret: '' });
  });

  test('with the secret of another one', async () => {
    await testPerson(scope, { username: 'samlee' });
    const sams = await mailedLink(later(scope, 1), 'samlee@mail.example', mails);
    await expectDead({ ...held, secret: sams.secret });
    await expectDead({ ...sams, secret: held.secret });
    expect(await reset()).toEqual({ kind: 'reset' });
    expect(await examineLink(scope, sams)).toMatchObject({ kind: 'good' });
  });

  test('at another utility, even one with the same person', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    await testPerson(summit);
    await expectDead(held, summit);
    expect(await reset()).toEqual({ kind: 'reset' });
  });

  test('before it was made, and when none was', async () => {
    await requestReset(later(scope, 1), 'nobody@mail.example');
    const rows = await db().select().from(resetRequests);
    const { resetRequestId = '' } = rows.find(({ decidedAt }) => !decidedAt) ?? {};
    for (const secret of [held.secret, 'x'.repeat(43)]) {
      await expectDead({ resetRequestId, secret });
    }
    await decideWaitingRequests(() => noonPlus(2));
    await expectDead({ resetRequestId, secret: held.secret });
  });
});

test('a token is a request’s id, a point and a secret of 43 characters, whole and once', () => {
  const token = `${held.resetRequestId}.${held.secret}`;
  expect(parseToken(token)).toEqual(held);
  const others = [
    token.slice(0, -1),
    token.slice(1),
    token + token,
    `${token}x`,
    ` ${token}`,
    `${token}\n`,
    token.replace('.', ''),
    token.toUpperCase(),
    held.secret,
    held.resetRequestId,
    '',
  ];
  for (const other of others) expect(parseToken(other)).toBeNull();
  for (const other of [null, undefined, 7, [token], { token }])
    expect(parseToken(other)).toBeNull();
});
