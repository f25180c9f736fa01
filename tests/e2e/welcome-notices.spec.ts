import { aboveFooter, wordsOf } from '@/tests/e2e/support/forms';
import { expect, test } from '@/tests/e2e/support/test';

const NOTICES = [
  ['signed_out', 'You are signed out'],
  ['idle', 'You were signed out because nothing was done for 30 minutes Sign in to go on.'],
  ['absolute', 'You were signed out because a session lasts at most 12 hours Sign in to go on.'],
  ['ended', 'You were signed out because this session was ended Sign in to go on.'],
] as const;

for (const [over, words] of NOTICES) {
  test(`the Welcome page says why a session is over: ${over}`, async ({ visitor }) => {
    const { status, body } = await visitor('harbor').get(`/?over=${over}`);
    expect(status).toBe(200);
    expect(wordsOf(body)).toContain(words);
  });
}

test('the notices name the times of the utility', async ({ visitor }) => {
  const idle = await visitor('brief').get('/?over=idle');
  expect(wordsOf(idle.body)).toContain('nothing was done for 5 minutes Sign in');
  const absolute = await visitor('brief').get('/?over=absolute');
  expect(wordsOf(absolute.body)).toContain('a session lasts at most 1 hour Sign in');
});

test('an address that says anything else makes the page say nothing', async ({ visitor }) => {
  const queries = ['?over=nonsense', '?over=<b>x', '?code=wrong.x', '?over=idle&over=ended'];
  const plain = wordsOf((await visitor('harbor').get('/')).body);
  for (const query of queries) {
    const { body } = await visitor('harbor').get(`/${encodeURI(query)}`);
    expect(wordsOf(body)).toBe(plain);
  }
});

test('a utility whose people sign in at their portal has no Login dialog', async ({ visitor }) => {
  const { status, body } = await visitor('portal').get('/?over=failed');
  expect(status).toBe(200);
  expect(wordsOf(body)).toContain('You sign in at Summit portal.');
  expect(aboveFooter(body)).not.toMatch(/<(form|input)\b/);
});
