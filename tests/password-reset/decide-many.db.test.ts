import { asc, eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox, resetRequests, sharedEmailBlocks } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { requestReset } from '@/lib/password-reset/request-reset';
import type { Scope } from '@/lib/scope';
import { eventsOf } from '@/tests/support/events';
import { restartedWith } from '@/tests/support/settings';
import { DAY, HOUR, later, MINUTE, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const DANA = 'danaortiz@mail.example';
const [BEFORE, AFTER] = ['before'.padEnd(32, '.'), 'after'.padEnd(32, '.')];
let scope: Scope;
let clients: number;

beforeEach(async () => {
  scope = testScope(await testUtility());
  clients = 0;
});

/** Asks from another client each time. */
async function ask(address: string, ms = 0, within = scope): Promise<void> {
  clients += 1;
  const clientAddress = `10.0.${clients >> 8}.${clients & 255}`;
  const outcome = await requestReset({ ...later(within, ms), clientAddress }, address);
  expect(outcome).toEqual({ kind: 'taken' });
}

const decide = (ms = 0) => decideWaitingRequests(() => noonPlus(ms));

async function askAndDecide(address: string, ms: number): Promise<void> {
  await ask(address, ms);
  await decide(ms);
}

async function requests() {
  return db().select().from(resetRequests).orderBy(asc(resetRequests.requestedAt));
}
const outcomes = async () => (await requests()).map(({ outcome }) => outcome);

/** Which of the links, in order of asking, still stand. */
async function standing(): Promise<number[]> {
  return (await requests()).flatMap(({ outcome, replacedAt }, i) =>
    outcome === 'link' && !replacedAt ? [i] : [],
  );
}

describe('an address', () => {
  test.each([
    ['that is known', DANA, 'link'],
    ['that is not', 'nobody@mail.example', 'nobody'],
  ])(
    '%s is let through three times an hour, silently, to the millisecond',
    async (_, address, kind) => {
      await testPerson(scope);
      for (const ms of [0, 1, 2, HOUR - 1]) await askAndDecide(address, ms);
      expect(await outcomes()).toEqual([kind, kind, kind, 'throttled']);
      await askAndDecide(address, HOUR);
      await askAndDecide(address, HOUR);
      expect((await outcomes()).slice(4)).toEqual([kind, 'throttled']);
    },
  );

  test('asked for once too often keeps its last link, and nothing else happens', async () => {
    await testPerson(scope);
    for (const ms of [0, 1, 2]) await askAndDecide(DANA, ms);
    const before = [await eventsOf(scope), await db().select().from(mailOutbox), await standing()];
    await askAndDecide(DANA, 3);
    expect([await eventsOf(scope), await db().select().from(mailOutbox), await standing()]).toEqual(
      before,
    );
    expect(await standing()).toEqual([2]);
  });

  test('is the same one in another case, in full-width letters or with spaces', async () => {
    await testPerson(scope);
    const forms = [DANA.toUpperCase(), ` ${DANA} `, 'ｄａｎａｏｒｔｉｚ@mail.example', DANA];
    for (const [i, form] of forms.entries()) await askAndDecide(form, i);
    expect(await outcomes()).toEqual(['link', 'link', 'link', 'throttled']);
  });

  test('is free again in spite of requests that came to nothing', async () => {
    await testPerson(scope);
    for (const ms of [0, 0, 0]) await askAndDecide(DANA, ms);
    for (let i = 1; i <= 5; i += 1) await askAndDecide(DANA, i * 10 * MINUTE);
    await askAndDecide(DANA, HOUR);
    expect((await outcomes()).slice(3)).toEqual([...Array(5).fill('throttled'), 'link']);
  });

  test('is counted by when people asked, however late the decision is', async () => {
    await testPerson(scope);
    for (const ms of [0, 1, 2, 3, HOUR + 1]) await ask(DANA, ms);
    await decide(5 * HOUR);
    expect(await outcomes()).toEqual(['link', 'link', 'link', 'throttled', 'link']);
  });

  test('is let through three times also when twenty requests wait for many servers', async () => {
    await testPerson(scope);
    for (let i = 0; i < 20; i += 1) await ask(DANA, i);
    await Promise.all(Array.from({ length: 8 }, () => decide(30)));
    const all = await outcomes();
    expect(all.filter((outcome) => outcome === 'link')).toHaveLength(3);
    expect(all.filter((outcome) => outcome === 'throttled')).toHaveLength(17);
    expect(await standing()).toHaveLength(1);
    expect(await db().select().from(mailOutbox)).toHaveLength(3);
  });

  test('is counted apart at each utility', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    await testPerson(summit);
    for (const ms of [0, 1, 2]) await askAndDecide(DANA, ms);
    await ask(DANA, 3, summit);
    await decide(3);
    expect((await outcomes())[3]).toBe('link');
  });
});

test('a newer link takes the place of the older one, and of nobody else’s', async () => {
  await testPerson(scope);
  await testPerson(scope, { username: 'samlee' });
  await askAndDecide(DANA, 0);
  await askAndDecide('samlee@mail.example', 1);
  expect(await standing()).toEqual([0, 1]);
  await askAndDecide(DANA, 2);
  expect(await standing()).toEqual([1, 2]);
  expect((await requests())[0]).toMatchObject({ replacedAt: noonPlus(2) });
});

describe('many servers at once', () => {
  test('decide each request once', async () => {
    const email = 'twins@mail.example';
    for (const username of ['twinone', 'twintwo']) await testPerson(scope, { username, email });
    for (let i = 0; i < 10; i += 1) await testPerson(scope, { username: `person${i}x` });
    for (let i = 0; i < 10; i += 1) await ask(`person${i}x@mail.example`, i);
    for (let i = 0; i < 3; i += 1) await ask(email, 10 + i);
    for (let i = 0; i < 60; i += 1) await ask(`nobody${i}@mail.example`, 20 + i);
    await Promise.all(Array.from({ length: 8 }, () => decide(100)));
    await decide(100);
    expect(await outcomes()).toEqual([
      ...Array(10).fill('link'),
      ...Array(3).fill('shared'),
      ...Array(60).fill('nobody'),
    ]);
    expect(await eventsOf(scope, 'password.reset_link_made')).toHaveLength(10);
    expect(await eventsOf(scope, 'password.reset_link_refused')).toHaveLength(6);
    expect(await db().select().from(mailOutbox)).toHaveLength(10);
    expect(await db().select().from(sharedEmailBlocks)).toMatchObject([{ blocked: 3 }]);
  });

  test('stop when they are told to, and leave the rest', async () => {
    await ask(DANA);
    await decideWaitingRequests(() => noonPlus(0), AbortSignal.abort());
    expect(await outcomes()).toEqual([null]);
  });
});

describe('what cannot be decided', () => {
  test('because its AUTH_SECRET is not here holds up no others, however many, and waits for a day', async () => {
    await testPerson(scope);
    restartedWith({ AUTH_SECRET: BEFORE });
    for (let i = 0; i < 60; i += 1) await ask(`somebody${i}@mail.example`);
    restartedWith({ AUTH_SECRET: AFTER });
    await ask(DANA, 1);
    await decide(1);
    expect(await outcomes()).toEqual([...Array(60).fill(null), 'link']);
    await decide(DAY - 1);
    expect(await outcomes()).toEqual([...Array(60).fill(null), 'link']);
    await decide(DAY + 30 * SECOND);
    expect(await outcomes()).toEqual([...Array(60).fill('unreadable'), 'link']);
  });

  test('here is decided by a server that has its AUTH_SECRET', async () => {
    await testPerson(scope);
    restartedWith({ AUTH_SECRET: BEFORE });
    await ask(DANA);
    restartedWith({ AUTH_SECRET: AFTER });
    await decide();
    restartedWith({ AUTH_SECRET: `${AFTER},${BEFORE}` });
    await decide(30 * SECOND - 1);
    expect(await outcomes()).toEqual([null]);
    await decide(30 * SECOND);
    expect(await outcomes()).toEqual(['link']);
  });

  test('because its row is damaged holds up no others, and is taken away after a day', async () => {
    await testPerson(scope);
    await ask('somebody@mail.example');
    const [row] = await requests();
    await db()
      .update(resetRequests)
      .set({ sealedAddress: row?.sealedAddress?.fill(0) ?? null })
      .where(eq(resetRequests.resetRequestId, row?.resetRequestId ?? ''));
    await ask(DANA, 1);
    await decide(1);
    expect(await outcomes()).toEqual([null, 'link']);
    await decide(DAY);
    expect(await outcomes()).toEqual(['unreadable', 'link']);
    expect((await requests())[0]?.sealedAddress).toBeNull();
  });

  test('because this version does not know its utility’s settings holds up no others', async () => {
    await testPerson(scope);
    const valley = testScope(await testUtility({ utility: 'valley' }));
    await requestReset(valley, DANA);
    await db().execute(
      sql`update utilities set document = '{"newer": true}' where utility_id = 'valley'`,
    );
    await ask(DANA, 1);
    await decide(1);
    expect((await requests()).map(({ outcome }) => outcome).sort()).toEqual(['link', null]);
    await testUtility({ utility: 'valley' });
    await decide(MINUTE);
    expect((await requests()).map(({ outcome }) => outcome).sort()).toEqual(['link', 'nobody']);
  });

  test('is decided when AUTH_SECRET is rolled and the older one kept', async () => {
    restartedWith({ AUTH_SECRET: BEFORE });
    await testPerson(scope);
    await ask(DANA);
    restartedWith({ AUTH_SECRET: `${'after'.padEnd(32, '.')},${BEFORE}` });
    await decide();
    expect(await outcomes()).toEqual(['link']);
  });
});
