import type { AppServer } from '@/demo/app-server';
import { type Answer, ask } from '@/tests/e2e/support/ask';
import { fieldsOfForm, multipart, wordsOf } from '@/tests/e2e/support/forms';
import { type Person, person, WRONG } from '@/tests/e2e/support/people';
import type { Servers } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import { newAddresses } from '@/tests/e2e/support/visitor';

const GUESSES = 'csi_password_hashes_total{purpose="guess"}';

/** All at once, in turn to each server, each from an address of its own. */
async function guessAtOnce(
  servers: Servers,
  at: AppServer[],
  { username }: Person,
  passwords: string[],
): Promise<Answer[]> {
  const host = servers.host('storm');
  const addresses = newAddresses(passwords.length);
  const hidden = fieldsOfForm((await servers.ask('storm', '/')).body);
  return Promise.all(
    passwords.map((password, n) => {
      const { body, contentType } = multipart({ ...hidden, username, password });
      const headers = {
        origin: `http://${host}`,
        'content-type': contentType,
        'content-length': String(Buffer.byteLength(body)),
        'x-forwarded-for': addresses[n] ?? '',
      };
      const { port } = at[n % at.length] ?? { port: 0 };
      return ask(port, host, '/', { method: 'POST', body, headers });
    }),
  );
}

function tally(answers: Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const kind = kindOf(answer);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function kindOf({ status, headers, body }: Answer): string {
  if (status === 303) return `to ${headers.location}`;
  const words = wordsOf(body);
  if (words.includes('This account is locked.')) return `locked, ${status}`;
  return `${/You have \d attempts? left/.exec(words)?.[0] ?? words}, ${status}`;
}

test.describe('two servers on one database', () => {
  test.describe.configure({ mode: 'default', timeout: 120_000 });
  let two: AppServer[] = [];

  test.beforeAll(async ({ servers }) => {
    two = await Promise.all([servers.start(), servers.start()]);
  });

  test('of 500 wrong guesses at once at one account, three are compared', async ({ servers }) => {
    const dana = await person('storm');
    const before = await servers.metric(GUESSES, two);
    const answers = await guessAtOnce(servers, two, dana, Array(500).fill(WRONG));
    expect(tally(answers)).toEqual({
      'You have 2 attempts left, 200': 1,
      'You have 1 attempt left, 200': 1,
      'locked, 200': 498,
    });
    expect(await servers.metric(GUESSES, two)).toBe(before + 3);
  });

  test('fifty right passwords at once at one account all get in', async ({ servers }) => {
    const dana = await person('storm');
    const before = await servers.metric(GUESSES, two);
    const answers = await guessAtOnce(servers, two, dana, Array(50).fill(dana.password));
    expect(tally(answers)).toEqual({ 'to /home': 50 });
    expect(await servers.metric(GUESSES, two)).toBe(before + 50);
  });

  test('a right password among a hundred wrong ones buys three guesses more at most', async ({
    servers,
  }) => {
    const dana = await person('storm');
    const passwords = Array.from({ length: 100 }, (_, n) => (n === 50 ? dana.password : WRONG));
    const before = await servers.metric(GUESSES, two);
    const answers = await guessAtOnce(servers, two, dana, passwords);
    expect(answers.every(({ status }) => status === 200 || status === 303)).toBe(true);
    // Two wrong ones, the right one, three wrong ones.
    expect((await servers.metric(GUESSES, two)) - before).toBeLessThanOrEqual(6);
  });
});
