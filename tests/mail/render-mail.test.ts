import { describe, expect, test } from 'vitest';
import type { MailContent, MailContext } from '@/lib/mail/mail-content';
import { renderMail } from '@/lib/mail/render-mail';
import type { Role } from '@/lib/utilities/utility';
import en from '@/messages/en.json';
import { portal, type Settings, utilityOf } from '@/tests/support/utility-settings';

const LINK = 'https://csi.harbor.example/reset-password?request=7&secret=Zk3v_Q2-hJc1Vx"<N\'n';
const AT = new Date('2026-07-04T03:30:00Z');
const IN_NEW_YORK = /Friday, July 3, 2026 at 11:30\sPM Eastern Daylight Time/;
const username = 'danaortiz';

const contents = {
  forgot_password: { kind: 'forgot_password', username, link: LINK, expiresAt: AT },
  account_locked: { kind: 'account_locked', username },
  sign_in_at_portal: { kind: 'sign_in_at_portal' },
  password_changed: { kind: 'password_changed', username, at: AT, how: 'changed' },
  password_reset: { kind: 'password_changed', username, at: AT, how: 'reset' },
  by_administrator: {
    kind: 'password_reset_by_administrator',
    username,
    at: AT,
    expiresAt: AT,
  },
  email_changed: { kind: 'email_changed_by_administrator', username, at: AT },
  email_taken_off: { kind: 'email_taken_off', username, at: AT },
  roles_changed: {
    kind: 'roles_changed_by_administrator',
    username,
    at: AT,
    roles: ['BILL_ADVISOR'],
  },
  changed_to_portal: { kind: 'changed_to_portal', username, at: AT },
  test: { kind: 'test' },
} satisfies Record<string, MailContent>;

type Name = keyof typeof contents;
const names = Object.keys(contents) as Name[];
const withoutLink = names.filter((name) => name !== 'forgot_password');
const personal = names.filter((name) => name !== 'test');

function contextOf(settings: Settings = {}, fullName = 'Dana Ortiz'): MailContext {
  const utility = utilityOf({ timeZone: 'America/New_York', ...settings });
  return { utility, fullName, locale: utility.locale };
}

function mail(name: Name, context = contextOf()) {
  return renderMail(name === 'test' ? null : context, contents[name]);
}

/** What the HTML shows, a line a heading, paragraph or button. */
function shown(html: string): string[] {
  return [...html.matchAll(/<(h1|h2|p|a)[ >][\s\S]*?<\/\1>/g)].map(([element]) =>
    unescaped(element.replace(/<!--[\s\S]*?-->|<[^>]+>/g, '')),
  );
}

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'", '&amp;': '&' };

function unescaped(html: string): string {
  return html.replace(/&[#\w]+;/g, (entity) => ENTITIES[entity as keyof typeof ENTITIES] ?? entity);
}

test('each kind has its subject', async () => {
  const subjects = await Promise.all(names.map(async (name) => (await mail(name)).subject));
  expect(subjects).toEqual([
    'Forgot Password',
    'Forgot Password',
    'Forgot Password',
    'Your password was changed',
    'Your password was reset',
    'You have a temporary password',
    'Your email address was changed',
    'Your email address was changed',
    'Your roles were changed',
    'You now sign in at your utility’s portal',
    'Test email',
  ]);
});

test('only the test mail belongs to no utility', async () => {
  await expect(renderMail(null, contents.account_locked)).rejects.toThrow('belongs to a utility');
});

describe.each(names)('%s', (name) => {
  test('says in plain text what it says in HTML', async () => {
    const { html, text } = await mail(name);
    const { writtenOut, inPlainText } = en.mail.link;
    const both = (line: string) => !['', '-- ', writtenOut, inPlainText].includes(line);
    const ofHtml = new Set(shown(html).filter(both));
    const ofText = new Set(text.split('\n').filter(both));
    expect([...ofText].sort()).toEqual([...ofHtml].sort());
  });

  test('takes every word from the catalogue', async () => {
    const { utility, fullName } = contextOf();
    const { text } = await mail(name);
    const values = [utility.name, fullName, username, LINK, `https://${utility.domains[0]}`];
    const words = [en.mail, en.app, en.admin.role].flatMap(fragments);
    const left = [...words, ...values]
      .sort((one, other) => other.length - one.length)
      .reduce(
        (rest, known) => rest.replaceAll(known, '\n'),
        text.replaceAll(new RegExp(IN_NEW_YORK, 'g'), '\n'),
      );
    expect(left.replace(/\s+|^-- $/gm, '')).toBe('');
  });

  test('ends with who wrote it and that nobody reads an answer', async () => {
    const { text } = await mail(name);
    const [, footer] = text.split('\n-- \n');
    expect(footer?.trim().split('\n')).toEqual(
      name === 'test'
        ? ['Customer Service Interface', en.mail.automatic]
        : [
            'Harbor Power Customer Service Interface',
            'https://csi.harbor.example',
            en.mail.automatic,
          ],
    );
  });
});

/** The words of a catalogue between its placeholders. */
function fragments(words: object): string[] {
  return Object.values(words)
    .flatMap((value) => (typeof value === 'string' ? value.split(/\{\w+\}|\n/) : fragments(value)))
    .map((fragment) => fragment.trim())
    .filter(Boolean);
}

describe('the link', () => {
  test('is exactly the one given, once to press and once to read', async () => {
    const { html, text } = await mail('forgot_password');
    const pressed = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => unescaped(href ?? ''));
    expect(pressed).toEqual([LINK]);
    expect(shown(html).filter((line) => line.includes(LINK))).toEqual([LINK]);
    expect(text.split('\n').filter((line) => line.includes('secret'))).toEqual([LINK]);
  });

  test.each(withoutLink)('is not in %s, nor any other', async (name) => {
    const { html, text } = await mail(name);
    expect(html).not.toMatch(/href=|<a[ >]/);
    expect(text.replace('https://csi.harbor.example\n', '')).not.toContain('://');
  });
});

const HOSTILE = `</title></style><script>alert("1")</script> {x} {username} 'q' & <b>`;
const longName = 'Maximiliana'.repeat(9);

describe.each(personal)('in %s', (name) => {
  test.each([HOSTILE, longName])('a hostile name comes out as text: %s', async (hostile) => {
    const context = contextOf({ name: hostile, contact: hostile }, hostile);
    const { html, text } = await mail(name, context);
    expect(html).not.toMatch(/<script|<b>/);
    expect(html.match(/<\/(title|style)>/g)).toEqual(['</title>', '</style>']);
    const greeting = `Hello ${hostile},`;
    expect(shown(html)).toEqual(expect.arrayContaining([hostile, greeting]));
    expect(text.split('\n')).toEqual(expect.arrayContaining([hostile, greeting]));
  });

  test('no name begins a line of its own or turns the text round', async () => {
    const forged = 'Dana\r\n\u2028\u202eOpen http://evil.example';
    const { html, text } = await mail(name, contextOf({}, forged));
    expect(text).toContain('Hello Dana Open http://evil.example,\n');
    expect(html).toContain('>Hello Dana Open http://evil.example,<');
  });
});

test('the name of a portal comes out as text', async () => {
  const sso = { ...portal, portalName: HOSTILE };
  const context = contextOf({ signIn: 'sso', sso });
  const { html } = await mail('sign_in_at_portal', context);
  expect(shown(html)).toContain(`You sign in at ${HOSTILE}`);
  const changed = await mail('changed_to_portal', context);
  expect(shown(changed.html)).toContain(`You now sign in at ${HOSTILE}`);
});

test('without a portal’s name there is a general word', async () => {
  const { text } = await mail('sign_in_at_portal');
  expect(text).toContain('You sign in at your utility’s portal');
});

test.each(personal.filter((name) => name !== 'sign_in_at_portal'))(
  '%s names the administrator’s contact where there is one',
  async (name) => {
    const withContact = await mail(name, contextOf({ contact: 'Service desk, ext. 4410' }));
    expect(withContact.text).toContain('Service Administrator (Service desk, ext. 4410)');
    const without = await mail(name);
    expect(without.text).toMatch(/Service Administrator[. ]/);
    expect(without.text).not.toMatch(/[(){}]|null/);
  },
);

const DATED = [
  'forgot_password',
  'password_changed',
  'password_reset',
  'by_administrator',
  'email_changed',
  'email_taken_off',
  'roles_changed',
  'changed_to_portal',
] as const;

test.each(DATED)('%s gives the time in the utility’s time zone and names that', async (name) => {
  expect((await mail(name)).text).toMatch(IN_NEW_YORK);
  const { text } = await mail(name, contextOf({ timeZone: 'UTC' }));
  expect(text).toMatch(/Saturday, July 4, 2026 at 3:30\sAM Coordinated Universal Time/);
});

test('until when a temporary password works is told where its person has one still', async () => {
  const told = { ...contents.by_administrator, expiresAt: new Date('2026-07-11T03:30:00Z') };
  const { text } = await renderMail(contextOf(), told);
  expect(text).toMatch(/^The temporary password works until Friday, July 10, 2026 at 11:30\sPM/m);
  const late = await renderMail(contextOf(), { ...told, expiresAt: null });
  expect(late.text).not.toContain('works until');
});

test('roles are told by their names, as a list', async () => {
  const { text } = await renderMail(contextOf(), {
    ...contents.roles_changed,
    roles: ['CSR', 'CSA', 'BILL_ADVISOR'],
  });
  expect(text).toContain('They are now: CSR, CSA, and Bill Advisor.');
});

test('a role that only a newer version knows is told as the database has it', async () => {
  const roles = ['CSR', 'METER_READER'] as Role[];
  const { text } = await renderMail(contextOf(), { ...contents.roles_changed, roles });
  expect(text).toContain('They are now: CSR and METER_READER.');
});
