import { fieldsOfForm, multipart, wordsOf } from '@/tests/e2e/support/forms';
import { person } from '@/tests/e2e/support/people';
import { expectPage, readyToSignIn } from '@/tests/e2e/support/posts';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

type Pairs = [string, string][];

/** What a form of another build names: an id of the same shape. */
const otherId = (text: string) =>
  text.replace(/[0-9a-f]{42}/g, (id) => id.slice(0, 2) + id.slice(2).split('').reverse().join(''));

const PATHS = [
  '/',
  '/?returnTo=%2Fhome%3Ftab%3D2',
  '/?over=idle',
  '/change-password',
  '/forgot-password',
  '/reset-password?r=4711',
];

for (const path of PATHS) {
  test(`a form of an earlier build at ${path} leads to today’s, within a second`, async ({
    visitor,
  }) => {
    const guest = visitor('harbor');
    const fields = fieldsOfForm((await guest.get('/')).body);
    const old = Object.entries(fields).map(([name, value]) => [name, otherId(value)]) as Pairs;
    const { body, contentType } = multipart(old);
    const start = performance.now();
    const answer = await guest.post(path, body, { headers: { 'content-type': contentType } });
    expect(performance.now() - start).toBeLessThan(1000);
    const again = `${path}${path.includes('?') ? '&' : '?'}again=1`;
    expect([answer.status, answer.headers.location]).toEqual([303, again]);
    if (path === '/change-password') return;
    const words = wordsOf((await guest.get(again)).body);
    if (path.includes('over')) return;
    const asks = path.startsWith('/?') || path === '/' ? 'enter your username' : 'fill it in again';
    expect(words).toContain('This page was updated after');
    expect(words).toContain(asks);
  });
}

test.describe('with script', () => {
  test.use({ expectedConsole: /was not found on the server/ });

  test('a form of an earlier build says to load the page again, and then it works', async ({
    page,
    servers,
  }) => {
    const dana = await person('harbor');
    await page.route('**/*', async (route) => {
      const headers = { ...route.request().headers() };
      const action = headers['next-action'];
      if (action) headers['next-action'] = otherId(action);
      await route.continue({ headers });
    });
    await page.goto(servers.url('harbor'));
    await fillAndSignIn(page, dana);
    await expect(page.getByRole('alert').filter({ hasText: 'Load the page again' })).toBeVisible();
    await page.unroute('**/*');
    await page.getByRole('button', { name: 'Load the page again' }).click();
    await fillAndSignIn(page, dana);
    await expect(page).toHaveURL(servers.url('harbor', '/home'));
  });
});

const FORGED_ACTIONS: Record<string, (fields: Pairs) => Pairs> = {
  'no JSON': (f) => replace(f, ':0', 'x'),
  'an id that is no id': (f) => replace(f, ':0', '{"id":"__proto__","bound":"$@1"}'),
  'an id of another kind': (f) => replace(f, ':0', '{"id":{},"bound":"$@1"}'),
  'no bound values': (f) => replace(f, ':0', '{"id":"x","bound":null}'),
  'bound values that point at themselves': (f) => replace(f, ':1', '["$1","$@1"]'),
  'a state of another kind': (f) => replace(f, ':1', '[{"errors":7,"help":null}]'),
  'a state of no kind': (f) => replace(f, ':1', 'null'),
  'a state that is a prototype': (f) => replace(f, ':1', '[{"__proto__":{"then":"$@0"}}]'),
  'a key of another form': (f) => replace(f, 'KEY', 'x'.repeat(200)),
};

function replace(fields: Pairs, ending: string, value: string): Pairs {
  return fields.map(([name, old]) =>
    name.startsWith('$ACTION') && name.endsWith(ending) ? [name, value] : [name, old],
  );
}

for (const [what, forge] of Object.entries(FORGED_ACTIONS)) {
  test(`hidden fields with ${what} make nothing fail`, async ({ visitor }) => {
    const guest = visitor('harbor');
    const { fields } = await readyToSignIn(guest);
    const { body, contentType } = multipart(forge(fields));
    const answer = await guest.post('/', body, { headers: { 'content-type': contentType } });
    expect([what, answer.status < 500]).toEqual([what, true]);
    if (answer.status >= 400) expectPage(answer);
  });
}
