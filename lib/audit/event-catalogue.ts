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
  'user.added': { signInMethod: 'password' | 'sso'; roles: Role[] };
  'user.password_reset_to_temporary': { expiresAt: string };
  'user.unlocked': Record<string, never>;
  'user.disabled': Record<string, never>;
  'user.enabled': Record<string, never>;
  'user.locked': { failedAttempts: number };
  'sign_in.succeeded': { method: 'password' | 'sso'; temporaryPassword: boolean };
  /** Without a subject: a username that no account has. */
  'sign_in.failed': { reason: SignInFailure };
  'password.created': Record<string, never>;
  'session.ended': { reason: SessionEndReason };
}

export type SignInFailure =
  | 'wrong'
  | 'locked'
  | 'disabled'
  | 'temporary_password_expired'
  | 'signs_in_by_sso';

export type SessionEndReason =
  | 'idle'
  | 'absolute'
  | 'signed_out'
  | 'signed_in_again'
  | 'password_created'
  | 'password_reset'
  | 'account_disabled'
  | 'sign_in_mode_changed';

export type EventType = keyof EventCatalogue;
