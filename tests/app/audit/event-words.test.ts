import { createFormatter, createTranslator } from 'next-intl';
import { describe, expect, test } from 'vitest';
import { type Say, tellEvent } from '@/app/(signed-in)/admin/audit/event-words';
import { whereOf, whoOf } from '@/app/(signed-in)/admin/audit/told-parties';
import type { EventCatalogue, EventType } from '@/lib/audit/event-catalogue';
import { ACTS } from '@/lib/audit-list/filter-rules';
import { ROLES } from '@/lib/utilities/utility';
import en from '@/messages/en.json';

const format = createFormatter({ locale: 'en', timeZone: 'America/New_York' });
const t = createTranslator({
  locale: 'en',
  messages: en,
  namespace: 'audit',
  onError: (error) => {
    throw error;
  },
});
const say: Say = {
  word: (key, values) => t(key as Parameters<typeof t>[0], values as never),
  knows: (key) => t.has(key as Parameters<typeof t>[0]),
  instant: (at) => format.dateTime(at, { dateStyle: 'long', timeStyle: 'medium' }),
  list: (words) => format.list(words),
};
const told = (type: string, details: unknown) => {
  const { what, changes } = tellEvent(say, { type, details });
  return [what, ...changes].join('\n');
};

/** Every value of a closed list; the compiler knows whether one is missing. */
const every = <T extends string>(values: Record<T, true>) => Object.keys(values) as T[];
const expiresAt = '2026-03-09T16:00:00.000Z';
const accounts = every<'password' | 'sso'>({ password: true, sso: true }).map((signInMethod) => ({
  signInMethod,
  roles: [...ROLES],
}));
const mails = every<EventCatalogue['mail.sent']['mail']>({
  forgot_password: true,
  account_locked: true,
  sign_in_at_portal: true,
  password_changed: true,
  password_reset: true,
  password_reset_by_administrator: true,
  email_changed_by_administrator: true,
  email_taken_off: true,
  roles_changed_by_administrator: true,
  changed_to_portal: true,
});

const changesOfUser: EventCatalogue['user.changed'][] = [
  {
    changes: [
      ...every<'fullName' | 'username' | 'email'>({
        fullName: true,
        username: true,
        email: true,
      }).map((field) => ({ field, from: 'before', to: 'after' })),
      { field: 'roles', from: [...ROLES], to: [] },
    ],
  },
];

/** Each event with every value of its closed lists. */
const EVERY: { [T in EventType]: EventCatalogue[T][] } = {
  'utility.created': [{}],
  'utility.changed': [{ changes: [{ setting: 'lockout.attempts', from: 3, to: 5 }] }],
  'sso.keys_changed': every<EventCatalogue['sso.keys_changed']['act']>({
    made: true,
    made_next: true,
    switched: true,
    retired: true,
  }).map((act) => ({
    act,
    certificates: every<'signing' | 'encryption'>({ signing: true, encryption: true }).map(
      (purpose) => ({ purpose, sha256: 'AB:CD' }),
    ),
  })),
  'user.added': accounts,
  'user.imported': accounts.map((account) => ({ ...account, importId: 'i' })),
  'user.password_reset_to_temporary': [{ expiresAt }],
  'user.changed_to_password': [{ expiresAt }],
  'user.handed_out': [{ expiresAt, importId: 'i' }],
  'user.changed': changesOfUser,
  'user.deleted': [{}],
  'user.arrived': [{ roles: [...ROLES] }],
  'user.refreshed': changesOfUser,
  'user.bound': [{}],
  'user.linked': [{ hadPassword: true }, { hadPassword: false }],
  'user.link_dismissed': [{}],
  'user.unlinked': [{}],
  'user.changed_to_sso': [{}],
  'user.signed_out_everywhere': [{ sessions: 0 }, { sessions: 1 }, { sessions: 2 }],
  'user.signed_out_elsewhere': [{ sessions: 1 }, { sessions: 2 }],
  'users.import_started': [{ importId: 'i', lines: 1 }],
  'users.import_finished': [{ importId: 'i', added: 0 }],
  'users.exported': [{}],
  'audit.exported': [{ format: 'csv' }, { format: 'json' }],
  'audit.month_dropped': [{ month: '2024-02', events: 1200 }],
  'user.unlocked': [{}],
  'user.disabled': [{}],
  'user.enabled': [{}],
  'user.locked': [{ failedAttempts: 3 }],
  'sign_in.succeeded': every<'password' | 'sso'>({ password: true, sso: true }).flatMap((method) =>
    [true, false].map((temporaryPassword) => ({ method, temporaryPassword })),
  ),
  'sign_in.failed': every<EventCatalogue['sign_in.failed']['reason']>({
    wrong: true,
    locked: true,
    disabled: true,
    temporary_password_expired: true,
    signs_in_by_sso: true,
  }).map((reason) => ({ reason })),
  'sign_in.sso_refused': every<EventCatalogue['sign_in.sso_refused']['reason']>({
    no_role: true,
    disabled: true,
    unknown_username: true,
    username_taken: true,
    subject_changes: true,
  }).map((reason) => ({ reason })),
  'password.created': [{}],
  'session.ended': every<EventCatalogue['session.ended']['reason']>({
    idle: true,
    absolute: true,
    signed_out: true,
    ended_elsewhere: true,
    signed_in_again: true,
    answer_lost: true,
    password_created: true,
    password_changed: true,
    locked_by_current_password: true,
    password_reset: true,
    account_disabled: true,
    signed_out_by_administrator: true,
    account_deleted: true,
    sign_in_mode_changed: true,
    signed_out_at_portal: true,
    roles_dropped_at_portal: true,
    linked_to_portal: true,
    unlinked_from_portal: true,
  }).map((reason) => ({ reason })),
  'password.changed': [{}],
  'password.change_failed': every<'wrong' | 'locked'>({ wrong: true, locked: true }).map(
    (reason) => ({ reason }),
  ),
  'password.reset_link_made': [{ expiresAt }],
  'password.reset_link_refused': every<EventCatalogue['password.reset_link_refused']['reason']>({
    locked: true,
    shared_email: true,
    signs_in_by_sso: true,
  }).map((reason) => ({ reason })),
  'password.reset': [{ unlocked: true }, { unlocked: false }],
  'mail.sent': mails.map((mail) => ({ mail })),
  'mail.delayed': mails.flatMap((mail) => [
    { mail, reply: 451 },
    { mail, reply: null },
  ]),
  'mail.refused': mails.map((mail) => ({ mail, reply: 550 })),
  'mail.given_up': every<EventCatalogue['mail.given_up']['reason']>({
    expired: true,
    replaced: true,
    used: true,
    password_changed_meanwhile: true,
    email_changed_meanwhile: true,
    account_disabled: true,
    account_gone: true,
    account_unlocked: true,
    signs_in_with_a_password: true,
    no_email_address: true,
    passwords_off: true,
  }).map((reason) => ({ mail: 'forgot_password' as const, reason })),
};

test.each(Object.entries(EVERY))(
  '%s is told in words, with every value that its details can have',
  (type, all) => {
    const lines = all.map((details) => told(type, details));
    for (const line of lines) {
      expect(line).not.toMatch(/audit\.|event\.|[a-z]_[a-z]|undefined|\[object/);
      expect(line).not.toContain(type);
    }
    // Two values are not told by the same words, unless nobody can tell them apart.
    if (type !== 'sign_in.succeeded') expect(new Set(lines).size).toBe(lines.length);
  },
);

test.each(ACTS)('the act %s has words', (act) => {
  expect(say.word(`act.${act}`)).not.toBe('');
});

describe('what changed stands with it', () => {
  test.each<[EventType, object, string]>([
    [
      'user.changed',
      { changes: [{ field: 'email', from: 'a@x.example', to: 'b@x.example' }] },
      'Account changed\nEmail address: a@x.example → b@x.example',
    ],
    [
      'user.changed',
      { changes: [{ field: 'roles', from: ['CSR'], to: ['CSR', 'BILL_ADVISOR'] }] },
      'Account changed\nRoles: CSR → CSR and Bill Advisor',
    ],
    [
      'user.refreshed',
      { changes: [{ field: 'email', from: 'a@x.example', to: '' }] },
      'Account brought up to date by the portal\nEmail address: a@x.example → none',
    ],
    [
      'utility.changed',
      {
        changes: [
          { setting: 'lockout.attempts', from: 3, to: 5 },
          { setting: 'contact', to: 'Service desk' },
          { setting: 'brand.logo' },
        ],
      },
      'Settings of the utility changed\nlockout.attempts: 3 → 5\ncontact: not set → Service desk\nbrand.logo: changed',
    ],
    [
      'user.password_reset_to_temporary',
      { expiresAt },
      'Password reset to a temporary one, which expires March 9, 2026 at 12:00:00 PM',
    ],
    ['user.locked', { failedAttempts: 3 }, 'Account locked after 3 failed attempts'],
    ['sign_in.failed', { reason: 'locked' }, 'Sign-in failed: the account is locked'],
    [
      'mail.refused',
      { mail: 'password_reset', reply: 550 },
      'Email refused by the mail server: notice that the password was reset; it answered 550',
    ],
  ])('%s', (type, details, words) => {
    expect(told(type, details)).toBe(words);
  });
});

test('names with braces, angle brackets or numbers are shown as they are', () => {
  const from = "{name} <b>O'Neil</b> #'{'";
  const line = told('user.changed', { changes: [{ field: 'fullName', from, to: '{' }] });
  expect(line).toBe(`Account changed\nFull name: ${from} → {`);
});

test('what only a newer version knows is told by its name', () => {
  expect(told('user.teleported', { to: 'x' })).toContain('user.teleported');
  expect(told('toString', {})).toContain('toString');
  expect(told('session.ended', { reason: 'beamed_up' })).toBe('Session ended: beamed_up');
});

test.each([
  ['person', '198.51.100.7', 'danaortiz', '198.51.100.7'],
  ['operator', null, 'The operator', 'The command line'],
  ['system', null, 'The system itself', 'The system itself'],
  ['nobody', '198.51.100.7', 'Somebody not signed in', '198.51.100.7'],
  ['nobody', null, 'Somebody not signed in', 'Not known'],
] as const)('who and where are told: %s from %s', (actorKind, clientAddress, who, where) => {
  const actorName = actorKind === 'person' ? 'danaortiz' : null;
  const event = { actorKind, actorName, clientAddress };
  expect([whoOf(say, event), whereOf(say, event)]).toEqual([who, where]);
});
