import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { comparePassword } from '@/lib/passwords/hash-password';
import { mailsFor, newestMail } from '@/tests/e2e/support/mails';
import { type Island, startIsland } from '@/tests/e2e/support/outage';
import { type Person, person } from '@/tests/e2e/support/people';
import { fillNewPassword, NEW_PASSWORD } from '@/tests/e2e/support/reset';
import { type Servers, until } from '@/tests/e2e/support/servers';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import { newVisitor } from '@/tests/e2e/support/visitor';

/** Longer than anybody waits for a place, shorter than a form goes on asking. */
const SLOW_MS = 13_000;

const GUESSES = 'csi_password_hashes_total{purpose="guess"}';

/** A hash that no password fits, of so many iterations. */
function hashOf(iterations: number): string {
  const text = (bytes: number) => randomBytes(bytes).toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=19456,t=${iterations},p=1$${text(16)}$${text(32)}`;
}

/** A hash against which one password is compared for about {@link SLOW_MS} on this machine. */
async function slowHash(): Promise<string> {
  const tried = 40;
  const times: number[] = [];
  for (const _ of [1, 2, 3]) {
    const start = performance.now();
    await comparePassword(hashOf(tried), 'any', 'guess');
    times.push(performance.now() - start);
  }
  return hashOf(Math.ceil((SLOW_MS * tried) / Math.min(...times)));
}

test.describe('while a server’s one place for passwords is taken', () => {
  let island: Island;
  let slow: Person;
  let dana: Person;
  let sam: Person;

  test.beforeAll(async ({ servers }) => {
    [slow, dana, sam] = [await person('harbor'), await person('harbor'), await person('harbor')];
    const hash = await slowHash();
    island = await startIsland(servers, [slow, dana, sam], {
      env: { HASH_CONCURRENCY: '1' },
      change: (sql) => sql`update users set password_hash = ${hash} where user_id = ${slow.userId}`,
    });
  });

  test.afterAll(() => island.remove());

  /** Takes the place, by a guess that is long in being compared; it has begun. */
  async function takePlace(
    servers: Servers,
    address: string,
  ): Promise<{ answered: Promise<unknown> }> {
    const before = await servers.metric(GUESSES, [island.server]);
    const answered = newVisitor(island, 'harbor', address).signIn(slow);
    const hasBegun = async () => (await servers.metric(GUESSES, [island.server])) > before;
    await until('the slow password is being compared', hasBegun);
    return { answered };
  }

  test('Sign in and Change your password are told when to come back, come back, and do it once', async ({
    address,
    anotherBrowser,
    page,
    servers,
  }) => {
    const changing = await (await anotherBrowser()).newPage();
    await changing.goto(island.url('harbor', '/change-password'));
    await fillAndSignIn(changing, sam);
    await changing.getByLabel('Current password').fill(sam.password);
    await page.goto(island.url('harbor'));
    const [ofSignIn, ofChange] = [answersTo(page), answersTo(changing)];
    const { answered } = await takePlace(servers, address);
    await Promise.all([
      fillAndSignIn(page, dana),
      fillNewPassword(changing, 'Change your password', NEW_PASSWORD),
    ]);
    for (const tab of [page, changing]) {
      await expect(tab.getByText(/^Trying again in \d+\sseconds?\./)).toBeVisible({
        timeout: 30_000,
      });
    }
    const patiently = { timeout: 60_000 };
    await expect(page).toHaveURL(island.url('harbor', '/home'), patiently);
    await expect(changing.getByText('Your password has been changed')).toBeVisible(patiently);
    await answered;

    for (const answers of [ofSignIn, ofChange]) {
      const [last, ...turnedAway] = answers.toReversed();
      expect(turnedAway.length).toBeGreaterThan(0);
      for (const { status, retryAfter } of turnedAway) {
        expect([status, retryAfter > 0]).toEqual([503, true]);
      }
      expect(last?.status).toBeLessThan(400);
    }
    await page.goto(island.url('harbor', '/sessions'));
    await expect(page.getByText('You are signed in nowhere else.')).toBeVisible();
    await newestMail(sam.email);
    expect(mailsFor(sam.email)).toHaveLength(1);
  });
});

/** How the page's forms were answered from now on. */
function answersTo(page: Page): { status: number; retryAfter: number }[] {
  const answers: { status: number; retryAfter: number }[] = [];
  page.on('response', (response) => {
    if (response.request().method() !== 'POST') return;
    const retryAfter = Number(response.headers()['retry-after'] ?? 0);
    answers.push({ status: response.status(), retryAfter });
  });
  return answers;
}
