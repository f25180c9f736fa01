import { beforeEach, describe, expect, test } from 'vitest';
import type { Locale } from '@/lib/locale-rules';
import type { MailContent } from '@/lib/mail/mail-content';
import { renderMail } from '@/lib/mail/render-mail';
import type { Scope } from '@/lib/scope';
import { chooseLanguage } from '@/lib/users/choose-language';
import { deliver, linkQueued, queued, serve } from '@/tests/mail/mail-room';
import type { MailCatcher } from '@/tests/support/mail-catcher';
import { signedIn } from '@/tests/support/signed-in';
import { testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { utilityOf } from '@/tests/support/utility-settings';

let server: MailCatcher;

beforeEach(async () => {
  server = await serve();
});

const HELLO = { en: 'Hello Dana Ortiz,', fr: /^Bonjour,? Dana Ortiz/m, es: /^Hola,? Dana Ortiz/m };

/** Somebody at a utility, with the language they chose, or none. */
async function somebody(utility: Locale, chosen: Locale | null): Promise<[Scope, string]> {
  const scope = testScope(await testUtility({ locale: utility, timeZone: 'America/Toronto' }));
  const person = await testPerson(scope);
  if (chosen) await chooseLanguage((await signedIn(scope, person)).scope, chosen);
  return [scope, person.userId];
}

describe.each([
  ['en', null, 'en'],
  ['en', 'fr', 'fr'],
  ['en', 'es', 'es'],
  ['fr', null, 'fr'],
  ['fr', 'en', 'en'],
] as const)('at a utility of %s, to somebody who chose %s', (utility, chosen, locale) => {
  test(`a notice is in ${locale}`, async () => {
    const [scope, userId] = await somebody(utility, chosen);
    await queued(scope, userId);
    await deliver();
    expect(server.mails[0]?.text).toMatch(HELLO[locale]);
  });

  test(`the link for a new password comes with words in ${locale}`, async () => {
    const [scope] = await somebody(utility, chosen);
    await linkQueued(scope);
    await deliver();
    expect(server.mails[0]?.text).toMatch(HELLO[locale]);
    expect(server.mails[0]?.html).toMatch(/<html[^>]* lang="(en|fr-CA|es-US)"/);
  });
});

test('a mail that waits goes out in the language that its person has chosen since', async () => {
  const [scope, userId] = await somebody('en', null);
  await queued(scope, userId);
  const actor = { kind: 'person', userId, username: '', sessionId: '' } as const;
  await chooseLanguage({ ...scope, actor }, 'fr');
  await deliver();
  expect(server.mails[0]?.text).toMatch(HELLO.fr);
});

describe('dates and lists are as the language writes them, in the utility’s time zone', () => {
  const content: MailContent = {
    kind: 'roles_changed_by_administrator',
    username: 'danaortiz',
    at: new Date('2026-07-04T03:30:00Z'),
    roles: ['CSR', 'CSA'],
  };
  const utility = utilityOf({ timeZone: 'America/Toronto' });

  test.each([
    ['fr', /vendredi 3 juillet 2026.* 23\s?h\s?30,? heure avancée de l’Est/, 'CSR et CSA'],
    [
      'es',
      /viernes, 3 de julio de 2026.* 11:30\s?p\.\s?m\.,? hora de verano oriental/,
      'CSR y CSA',
    ],
  ] as const)('%s', async (locale, moment, roles) => {
    const mail = await renderMail({ utility, fullName: 'Dana Ortiz', locale }, content);
    expect(mail.text).toMatch(moment);
    expect(mail.text).toContain(roles);
  });
});

test('the operator’s test mail is in English', async () => {
  const { html, subject } = await renderMail(null, { kind: 'test' });
  expect(subject).toBe('Test email');
  expect(html).toContain('lang="en"');
});
