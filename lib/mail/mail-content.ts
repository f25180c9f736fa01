import type { Locale } from '@/lib/locale-rules';
import type { Role, Utility } from '@/lib/utilities/utility';

/** What a mail says, as data: the words stand in messages/, the looks in emails/. */
export type MailContent =
  | {
      kind: 'forgot_password';
      username: string;
      /** Holds the secret: never logged, never stored. */
      link: string;
      expiresAt: Date;
    }
  | { kind: 'account_locked'; username: string }
  | { kind: 'sign_in_at_portal' }
  | {
      kind: 'password_changed';
      username: string;
      at: Date;
      /** On the change-password page, or through a mailed link. */
      how: 'changed' | 'reset';
    }
  | {
      kind: 'password_reset_by_administrator';
      username: string;
      at: Date;
      /** Of the temporary password; null where it has ended, or another password replaced it. */
      expiresAt: Date | null;
    }
  /** To the address that an account has now. */
  | { kind: 'email_changed_by_administrator'; username: string; at: Date }
  /** To the address that it had. */
  | { kind: 'email_taken_off'; username: string; at: Date }
  | { kind: 'roles_changed_by_administrator'; username: string; at: Date; roles: Role[] }
  /** To the address that an account had when it was made one that signs in at the portal. */
  | { kind: 'changed_to_portal'; username: string; at: Date }
  /** What `csi mail test` sends; belongs to no utility. */
  | { kind: 'test' };

/** To whom, in whose name, and in which language. */
export interface MailContext {
  utility: Utility;
  fullName: string;
  locale: Locale;
}

/** A mail as it goes out. */
export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}
