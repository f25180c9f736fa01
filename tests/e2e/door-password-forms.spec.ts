import { fieldsOfForm, multipart } from '@/tests/e2e/support/forms';
import { mailsFor } from '@/tests/e2e/support/mails';
import { PASSWORD, type Person, person } from '@/tests/e2e/support/people';
import { expectPage } from '@/tests/e2e/support/posts';
import { FORGOT, mailedLink, NEW_PASSWORD, openLink } from '@/tests/e2e/support/reset';
import { expect, test } from '@/tests/e2e/support/test';
import type { Visitor } from '@/tests/e2e/support/visitor';

type Pairs = [string, string][];
type Form = { path: string; fields: Pairs };

const NEW = { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD };

async function formAt(guest: Visitor, path: string, filled: Record<string, string>): Promise<Form> {
  const hidden = fieldsOfForm((await guest.get(path)).body);
  return { path, fields: Object.entries({ ...hidden, ...filled }) };
}

/** Forms that would do it, and the fields that they are read for. */
const FORMS: Record<string, [names: string[], (guest: Visitor, who: Person) => Promise<Form>]> = {
  'a forgotten password': [['email'], (guest, { email }) => formAt(guest, FORGOT, { email })],
  'a reset': [
    ['r', 'newPassword', 'confirmPassword'],
    async (guest, who) => formAt(guest, await openLink(guest, await mailedLink(guest, who)), NEW),
  ],
  'a change': [
    ['currentPassword', 'newPassword', 'confirmPassword', 'returnTo'],
    async (guest, who) => {
      await guest.signIn(who);
      return formAt(guest, '/change-password', { currentPassword: PASSWORD, ...NEW });
    },
  ],
};

const without = (fields: Pairs, name: string) => fields.filter(([field]) => field !== name);

const SPOILED: Record<string, (fields: Pairs, name: string) => Pairs> = {
  missing: without,
  doubled: (fields, name) => [...fields, [name, 'x']],
  'with a NUL': (fields, name) => [...without(fields, name), [name, 'a\0b']],
  'of 8,193 characters': (fields, name) => [...without(fields, name), [name, 'x'.repeat(8193)]],
  'as a file': (fields, name) => [
    ...without(fields, name),
    [`${name}"; filename="${name}.bin`, '\x01'],
  ],
};

for (const [what, [names, prepare]] of Object.entries(FORMS)) {
  for (const [how, spoil] of Object.entries(SPOILED)) {
    test(`a form of ${what} with a field ${how} is answered with a page and status 400`, async ({
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      const guest = visitor('harbor');
      const { path, fields } = await prepare(guest, dana);
      const mails = mailsFor(dana.email).length;
      for (const name of names) {
        const { body, contentType } = multipart(spoil(fields, name));
        const answer = await guest.post(path, body, { headers: { 'content-type': contentType } });
        expect([name, answer.status]).toEqual([name, 400]);
        expectPage(answer);
        expect(answer.body).toContain('did not arrive complete');
        expect(answer.body).not.toContain(NEW_PASSWORD);
      }
      expect((await visitor('harbor').signIn(dana)).headers.location).toBe('/home');
      expect(mailsFor(dana.email)).toHaveLength(mails);
      const waiting = await servers.sql`select 1 from mail_outbox where user_id = ${dana.userId}`;
      expect(waiting).toHaveLength(0);
    });
  }
}
