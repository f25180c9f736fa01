import type { EventCatalogue, EventType } from '@/lib/audit/event-catalogue';
import type { UserChange } from '@/lib/audit/user-change';

/** An event in plain words. */
export interface ToldEvent {
  what: string;
  /** What changed, a line each. */
  changes: string[];
}

/** Words and dates in the language and time zone of who reads. */
export interface Say {
  /** The catalogue's words under `audit`. */
  word(key: string, values?: Record<string, string | number>): string;
  knows(key: string): boolean;
  instant(at: Date): string;
  list(words: string[]): string;
}

/** What happened, with all that the event's details say of it. */
export function tellEvent(say: Say, event: { type: string; details: unknown }): ToldEvent {
  // During a roll-out a newer version may have written it.
  if (!Object.hasOwn(TOLD, event.type)) {
    return plain(say.word('unknownEvent', { type: event.type }));
  }
  const tell = TOLD[event.type as EventType] as Tell<EventType>;
  const told = tell(say, event.details as never);
  return typeof told === 'string' ? plain(told) : told;
}

const plain = (what: string): ToldEvent => ({ what, changes: [] });

type Tell<T extends EventType> = (say: Say, details: EventCatalogue[T]) => string | ToldEvent;

/** Just the event's own words. */
const named =
  (type: EventType) =>
  (say: Say): string =>
    say.word(`event.${type}`);

/** The event's words with some of its details put in. */
const withValues =
  <T extends EventType>(
    type: T,
    values: (say: Say, details: EventCatalogue[T]) => Record<string, string | number>,
  ): Tell<T> =>
  (say, details) =>
    say.word(`event.${type}`, values(say, details));

const expiry = (say: Say, { expiresAt }: { expiresAt: string }) => ({
  expiresAt: say.instant(new Date(expiresAt)),
});

const account = (say: Say, details: EventCatalogue['user.added']) => ({
  method: oneOf(say, 'method', details.signInMethod),
  roles: rolesIn(say, details.roles),
});

const TOLD: { [T in EventType]: Tell<T> } = {
  'utility.created': named('utility.created'),
  'utility.changed': (say, { changes }) => ({
    what: say.word('event.utility.changed'),
    changes: changes.map((change) => settingChange(say, change)),
  }),
  'sso.keys_changed': (say, { act, certificates }) => ({
    what: say.word('event.sso.keys_changed', { act: oneOf(say, 'keysAct', act) }),
    changes: certificates.map(({ purpose, sha256 }) =>
      say.word('certificate', { purpose: oneOf(say, 'keyPurpose', purpose), sha256 }),
    ),
  }),
  'user.added': withValues('user.added', account),
  'user.imported': withValues('user.imported', account),
  'user.password_reset_to_temporary': withValues('user.password_reset_to_temporary', expiry),
  'user.changed_to_password': withValues('user.changed_to_password', expiry),
  'user.handed_out': withValues('user.handed_out', expiry),
  'user.changed': (say, { changes }) => ({
    what: say.word('event.user.changed'),
    changes: changes.map((change) => userChange(say, change)),
  }),
  'user.deleted': named('user.deleted'),
  'user.arrived': withValues('user.arrived', (say, { roles }) => ({ roles: rolesIn(say, roles) })),
  'user.refreshed': (say, { changes }) => ({
    what: say.word('event.user.refreshed'),
    changes: changes.map((change) => userChange(say, change)),
  }),
  'user.bound': named('user.bound'),
  'user.linked': (say, { hadPassword }) =>
    say.word(hadPassword ? 'event.user.linked_password' : 'event.user.linked'),
  'user.link_dismissed': named('user.link_dismissed'),
  'user.unlinked': named('user.unlinked'),
  'user.changed_to_sso': named('user.changed_to_sso'),
  'user.signed_out_everywhere': withValues('user.signed_out_everywhere', (_, { sessions }) => ({
    sessions,
  })),
  'user.signed_out_elsewhere': withValues('user.signed_out_elsewhere', (_, { sessions }) => ({
    sessions,
  })),
  'users.import_started': withValues('users.import_started', (_, { lines }) => ({ lines })),
  'users.import_finished': withValues('users.import_finished', (_, { added }) => ({ added })),
  'users.exported': named('users.exported'),
  'audit.exported': withValues('audit.exported', (_, { format }) => ({
    format: format.toUpperCase(),
  })),
  'audit.month_dropped': withValues('audit.month_dropped', (_, { month, events }) => ({
    month,
    events,
  })),
  'user.unlocked': named('user.unlocked'),
  'user.disabled': named('user.disabled'),
  'user.enabled': named('user.enabled'),
  'user.locked': withValues('user.locked', (_, { failedAttempts }) => ({ failedAttempts })),
  'sign_in.succeeded': (say, { method, temporaryPassword }) =>
    temporaryPassword
      ? say.word('event.sign_in.succeeded_temporary')
      : say.word('event.sign_in.succeeded', { method: oneOf(say, 'method', method) }),
  'sign_in.failed': withValues('sign_in.failed', (say, { reason }) => ({
    reason: oneOf(say, 'signInFailure', reason),
  })),
  'sign_in.sso_refused': withValues('sign_in.sso_refused', (say, { reason }) => ({
    reason: oneOf(say, 'ssoRefusal', reason),
  })),
  'password.created': named('password.created'),
  'session.ended': withValues('session.ended', (say, { reason }) => ({
    reason: oneOf(say, 'sessionEnd', reason),
  })),
  'password.changed': named('password.changed'),
  'password.change_failed': withValues('password.change_failed', (say, { reason }) => ({
    reason: oneOf(say, 'changeFailure', reason),
  })),
  'password.reset_link_made': withValues('password.reset_link_made', expiry),
  'password.reset_link_refused': withValues('password.reset_link_refused', (say, { reason }) => ({
    reason: oneOf(say, 'linkRefusal', reason),
  })),
  'password.reset': (say, { unlocked }) =>
    say.word(unlocked ? 'event.password.reset_unlocked' : 'event.password.reset'),
  'mail.sent': withValues('mail.sent', mailIn),
  'mail.delayed': (say, { mail, reply }) =>
    reply === null
      ? say.word('event.mail.delayed', mailIn(say, { mail }))
      : say.word('event.mail.delayed_reply', { ...mailIn(say, { mail }), reply: String(reply) }),
  'mail.refused': withValues('mail.refused', (say, { mail, reply }) => ({
    ...mailIn(say, { mail }),
    reply: String(reply),
  })),
  'mail.given_up': withValues('mail.given_up', (say, { mail, reason }) => ({
    ...mailIn(say, { mail }),
    reason: oneOf(say, 'mailPointless', reason),
  })),
};

/** A word from a closed list; one that only a newer version knows stays as it is. */
function oneOf(say: Say, list: string, code: string): string {
  const key = `${list}.${code}`;
  return say.knows(key) ? say.word(key) : code;
}

function mailIn(say: Say, { mail }: { mail: string }) {
  return { mail: oneOf(say, 'mailName', mail) };
}

function rolesIn(say: Say, roles: readonly string[]): string {
  return roles.length === 0
    ? say.word('noRoles')
    : say.list(roles.map((role) => oneOf(say, 'role', role)));
}

function userChange(say: Say, change: UserChange): string {
  const field = oneOf(say, 'field', change.field);
  return change.field === 'roles'
    ? say.word('change', { field, from: rolesIn(say, change.from), to: rolesIn(say, change.to) })
    : say.word('change', { field, from: textIn(say, change.from), to: textIn(say, change.to) });
}

/** Whose portal tells no email address has an empty one. */
function textIn(say: Say, text: string): string {
  return text === '' ? say.word('noText') : text;
}

/** Settings go by the names that the operator writes. */
function settingChange(
  say: Say,
  { setting: field, ...sides }: EventCatalogue['utility.changed']['changes'][number],
): string {
  if (!('from' in sides) && !('to' in sides)) return say.word('changed', { field });
  return say.word('change', { field, from: valueIn(say, sides.from), to: valueIn(say, sides.to) });
}

function valueIn(say: Say, value: unknown): string {
  if (value === undefined || value === null) return say.word('notSet');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
