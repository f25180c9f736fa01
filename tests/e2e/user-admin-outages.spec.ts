import { changed, fieldsOfFormWith, postFields } from '@/tests/e2e/support/admin-forms';
import { administrator, NEW_USER, pathOf, USERS } from '@/tests/e2e/support/administrators';
import { type Island, startIsland } from '@/tests/e2e/support/outage';
import { newUsername, type Person, person } from '@/tests/e2e/support/people';
import { expectPage } from '@/tests/e2e/support/posts';
import { until } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import { newVisitor } from '@/tests/e2e/support/visitor';

test.describe('while the database is away', () => {
  test.describe.configure({ mode: 'default', timeout: 90_000 });
  let island: Island;
  let csa: Person;
  let dana: Person;

  test.beforeAll(async ({ servers }) => {
    [csa, dana] = [await administrator('harbor'), await person('harbor')];
    island = await startIsland(servers, [csa, dana]);
  });

  test.afterAll(() => island.remove());

  test('every form of User Admin says so, changes nothing, and works when it is back', async ({
    address,
  }) => {
    const guest = newVisitor(island, 'harbor', address);
    await guest.signIn(csa);
    const username = newUsername();
    const kim = { fullName: 'Kim Park', username, email: `${username}@mail.example` };
    const [edit, add] = [await guest.get(pathOf(dana)), await guest.get(NEW_USER)];
    const posts = [
      { path: NEW_USER, fields: changed(fieldsOfFormWith(add.body, 'Add user'), kim) },
      ...['Save changes', 'Sign out everywhere', 'Disable', 'Reset to a temporary'].map(
        (button) => ({
          path: pathOf(dana),
          fields: changed(fieldsOfFormWith(edit.body, button), { fullName: 'Dana Meyer' }),
        }),
      ),
    ];
    await island.stopDatabase();
    for (const { path, fields } of posts) {
      const answer = await postFields(guest, path, fields);
      const { location } = answer.headers;
      const shown = location ? await guest.get(location) : answer;
      expect([path, shown.status]).toEqual([path, 503]);
      expect(Number(shown.headers['retry-after'])).toBeGreaterThan(0);
      expectPage(shown);
    }
    for (const path of [USERS, pathOf(dana)]) {
      const answer = await guest.get(path);
      expect([path, answer.status]).toEqual([path, 503]);
      expectPage(answer);
    }
    await island.restartDatabase();
    // One connection that is back makes the server ready; a page may come upon another a moment before.
    const isBack = async () => (await guest.get(pathOf(dana))).status === 200;
    await until('the page comes again', isBack);
    const after = await guest.get(pathOf(dana));
    expect(after.status).toBe(200);
    expect(after.body).toContain('value="Dana Ortiz"');
    const [addAgain, saveAgain] = posts;
    const added = addAgain && (await postFields(guest, addAgain.path, addAgain.fields));
    expect(added?.body).toContain('data-temporary-password');
    const saved = saveAgain && (await postFields(guest, saveAgain.path, saveAgain.fields));
    expect(saved?.headers.location).toBe(`${pathOf(dana)}?done=saved`);
  });
});
