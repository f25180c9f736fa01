import type { mailOutbox } from '@/drizzle/schema';
import type { UserChange } from '@/lib/audit/user-change';
import type { Role } from '@/lib/utilities/utility';

/**
 * Every event of the audit list and the fields it must have. Fields hold ids, names of settings,
 * numbers and words from closed lists: never a password, a token, or what was typed as a username
 * that is none.
 */
export interface EventCatalogue {
  'utility.created': Record<string, never>;
  /** Paths of the settings that changed, as `lockout.attempts`, with plain values where they are no secret. */
  'utility.changed': { changes: { setting: string; from?: unknown; to?: unknown }[] };
  /**
   * The utility's own SAML keys: which were made, sign from now on, or are gone, by the SHA-256 of their
   * certificates.
   */
  'sso.keys_changed': {
    act: KeysAct;
    certificates: { purpose: 'signing' | 'encryption'; sha256: string }[];
  };
  'user.added': { signInMethod: 'password' | 'sso'; roles: Role[] };
  'user.password_reset_to_temporary': { expiresAt: string };
  /** An SSO account that signs in with a password from now on. */
  'user.changed_to_password': { expiresAt: string };
  /** What was entered before and after; roles as a list. */
  'user.changed': { changes: UserChange[] };
  'user.deleted': Record<string, never>;
  /** Somebody came from the portal for the first time, and had no account. */
  'user.arrived': { roles: Role[] };
  /** What the portal says now of somebody who signs in, where it differs from what was kept. */
  'user.refreshed': { changes: UserChange[] };
  /** The first arrival of an account that waited for it. */
  'user.bound': Record<string, never>;
  /** Made an SSO account of somebody who came from the portal, by an administrator. */
  'user.linked': { hadPassword: boolean };
  /** What came from the portal is not this account's, an administrator says. */
  'user.link_dismissed': Record<string, never>;
  /** Who the account is at the portal was forgotten: the next arrival with its username is its own. */
  'user.unlinked': Record<string, never>;
  /** An account with a password that signs in by SSO from now on, from its first arrival. */
  'user.changed_to_sso': Record<string, never>;
  'user.signed_out_everywhere': { sessions: number };
  /** By the person, of every session but the one they did it in. */
  'user.signed_out_elsewhere': { sessions: number };
  /** From a file, without a password of any kind. */
  'user.imported': { signInMethod: 'password' | 'sso'; roles: Role[]; importId: string };
  /** The temporary password of an imported account was made and stands on a hand-out sheet. */
  'user.handed_out': { expiresAt: string; importId: string };
  'users.import_started': { importId: string; lines: number };
  'users.import_finished': { importId: string; added: number };
  'users.exported': Record<string, never>;
  'audit.exported': { format: 'csv' | 'json' };
  /** A month past the utility's limit: its events are gone, its last hash stays. */
  'audit.month_dropped': { month: string; events: number };
  'user.unlocked': Record<string, never>;
  'user.disabled': Record<string, never>;
  'user.enabled': Record<string, never>;
  'user.locked': { failedAttempts: number };
  'sign_in.succeeded': { method: 'password' | 'sso'; temporaryPassword: boolean };
  /** Without a subject: a username that no account has. */
  'sign_in.failed': { reason: SignInFailure };
  /** Who came from the portal was who they are, and not let in. */
  'sign_in.sso_refused': { reason: SsoRefusal };
  'password.created': Record<string, never>;
  'session.ended': { reason: SessionEndReason };
  'password.changed': Record<string, never>;
  /** A current password that was given to change it, and was not right. */
  'password.change_failed': { reason: 'wrong' | 'locked' };
  /** Somebody asked for a new password, and the account's mailbox gets a link. */
  'password.reset_link_made': { expiresAt: string };
  /** Somebody asked for a new password, and this account gets no link. */
  'password.reset_link_refused': { reason: 'locked' | 'shared_email' | 'signs_in_by_sso' };
  /** By a mailed link. */
  'password.reset': { unlocked: boolean };
  'mail.sent': { mail: MailName };
  /** The first failure of a mail that will be tried again. */
  'mail.delayed': { mail: MailName; reply: number | null };
  /** The mail server wants neither this mail nor another one like it. */
  'mail.refused': { mail: MailName; reply: number };
  'mail.given_up': { mail: MailName; reason: MailPointless };
}

/** What happened to a utility's SAML keys. */
export type KeysAct = 'made' | 'made_next' | 'switched' | 'retired';

/** A mail by its template. */
export type MailName = (typeof mailOutbox.$inferSelect)['kind'];

/** Why nobody has use for a mail any more. */
export type MailPointless =
  | 'expired'
  | 'replaced'
  | 'used'
  | 'password_changed_meanwhile'
  | 'email_changed_meanwhile'
  | 'account_disabled'
  | 'account_gone'
  | 'account_unlocked'
  | 'signs_in_with_a_password'
  | 'no_email_address'
  | 'passwords_off';

export type SignInFailure =
  | 'wrong'
  | 'locked'
  | 'disabled'
  | 'temporary_password_expired'
  | 'signs_in_by_sso';

/** Why somebody whose portal vouches for them is not let in. */
export type SsoRefusal =
  | 'no_role'
  | 'disabled'
  /** Nobody at this utility has the username, and only known ones are let in. */
  | 'unknown_username'
  /** Another account has the username: it waits as a pending link. */
  | 'username_taken'
  /** As above, and each time with another subject: the portal names nobody for ever. */
  | 'subject_changes';

export type SessionEndReason =
  | 'idle'
  | 'absolute'
  | 'signed_out'
  /** By the person, from another session of theirs. */
  | 'ended_elsewhere'
  | 'signed_in_again'
  /** The browser left before it had the cookie, as at the first of two clicks. */
  | 'answer_lost'
  | 'password_created'
  | 'password_changed'
  | 'locked_by_current_password'
  | 'password_reset'
  | 'account_disabled'
  | 'signed_out_by_administrator'
  | 'account_deleted'
  | 'sign_in_mode_changed'
  | 'signed_out_at_portal'
  | 'roles_dropped_at_portal'
  | 'linked_to_portal'
  | 'unlinked_from_portal';

export type EventType = keyof EventCatalogue;
