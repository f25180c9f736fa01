import { wordsOf } from '@/tests/e2e/support/forms';
import { person } from '@/tests/e2e/support/people';
import { type Servers, until } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import { newAddress, newVisitor } from '@/tests/e2e/support/visitor';

const CREATED = 'csi_password_hashes_total{purpose="create"}';

/** A sign-in that takes a second or two on a server of its own, which is asked to end meanwhile. */
async function endWhileAnswering(servers: Servers, address: string) {
  const dana = await person('storm');
  // A right password is hashed again with the new parameters, which takes its time.
  const server = await servers.start({ ARGON2_ITERATIONS: '100' });
  const guest = newVisitor(servers.behind(server), 'storm', address);
  await guest.get('/');
  const answering = guest.signIn(dana);
  await until('the password is being hashed', async () => {
    return (await servers.metric(CREATED, [server])) > 0;
  });
  const ending = server.stop();
  const answer = await answering;
  const answeredAt = performance.now();
  const status = await ending;
  return { guest, answer, status, secondsToEnd: (performance.now() - answeredAt) / 1000 };
}

test.describe('a server that is asked to end while it answers', () => {
  test.describe.configure({ timeout: 90_000 });

  test('finishes its answer, ends with status 0, and the session goes on elsewhere', async ({
    address,
    servers,
  }) => {
    const { guest, answer, status, secondsToEnd } = await endWhileAnswering(servers, address);
    expect([answer.status, answer.headers.location]).toEqual([303, '/home']);
    expect(status).toBe(0);
    expect(secondsToEnd).toBeLessThan(5);
    await expect(guest.get('/')).rejects.toThrow('ECONNREFUSED');
    const cookie = `csi-session=${guest.cookies.get('csi-session')}`;
    expect((await servers.ask('storm', '/home', { headers: { cookie } })).status).toBe(200);
  });

  test('closes the connection with that answer, so that the next goes elsewhere', async ({
    address,
    servers,
  }) => {
    const { answer } = await endWhileAnswering(servers, address);
    expect(answer.headers.connection).toBe('close');
  });
});

test('a full hash queue refuses with 503 and a time to wait, and counts nothing', async ({
  servers,
}) => {
  test.setTimeout(120_000);
  const slow = { HASH_CONCURRENCY: '1', ARGON2_ITERATIONS: '100', ARGON2_MEMORY_KIB: '65536' };
  const people = await Promise.all(Array.from({ length: 12 }, () => person('storm')));
  const server = await servers.start(slow);
  const door = servers.behind(server);
  const attempts = people.map(async (who) => {
    const address = newAddress();
    const answer = await newVisitor(door, 'storm', address).signIn(who);
    return { who, address, answer };
  });
  const outcomes = await Promise.all(attempts);
  const refused = outcomes.filter(({ answer }) => answer.status !== 303);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(people.length);
  for (const { who, address, answer } of refused) {
    expect(answer.status).toBe(503);
    const seconds = Number(answer.headers['retry-after']);
    expect(seconds).toBeGreaterThanOrEqual(2);
    const words = `The service is busy. Wait ${seconds} seconds and try again.`;
    expect(wordsOf(answer.body)).toContain(words);
    expect(answer.body).toContain(`value="${who.username}"`);
    const rows = await servers.sql`select failed, open_claims, locked_at from lockouts
      join users using (utility_id, lock_key) where user_id = ${who.userId}`;
    for (const row of rows) {
      expect(row).toEqual({ failed: 0, open_claims: {}, locked_at: null });
    }
    const failures = await servers.sql`select 1 from throttle_failures
      where address_key = ${address}`;
    expect(failures).toHaveLength(0);
  }
});
