import { and, eq } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import { assertNever } from '@/lib/assert-never';
import type { MailPointless } from '@/lib/audit/event-catalogue';
import { db } from '@/lib/db';
import type { MailContent } from '@/lib/mail/mail-content';
import type { OutboxMail } from '@/lib/mail/outbox-store';
import type { Recipient } from '@/lib/mail/smtp-transport';
import type { Utility } from '@/lib/utilities/utility';

/** Whom a mail is about, as the database has them when it goes out. */
export type MailPerson = Pick<
  typeof users.$inferSelect,
  | 'userId'
  | 'username'
  | 'fullName'
  | 'email'
  | 'emailKey'
  | 'signInMethod'
  | 'passwordSetAt'
  | 'disabledAt'
>;

/** Makes the link of a request for a new password again, or says why nobody has use for it. */
export type LinkSource = (
  utility: Utility,
  mail: OutboxMail,
  person: MailPerson,
  now: Date,
) => Promise<
  { kind: 'link'; link: string; expiresAt: Date } | { kind: 'pointless'; reason: MailPointless }
>;

export type Composition =
  | { kind: 'mail'; to: Recipient; content: MailContent; person: MailPerson }
  | { kind: 'pointless'; reason: MailPointless; person: MailPerson | null };

/** What a mail of the outbox says and to whom, decided anew at every attempt to send it. */
export async function composeMail(
  utility: Utility,
  mail: OutboxMail,
  linkOf: LinkSource,
  now: Date,
): Promise<Composition> {
  const person = await findPerson(mail);
  if (!person) return { kind: 'pointless', reason: 'account_gone', person };
  if (now >= mail.expiresAt) return { kind: 'pointless', reason: 'expired', person };
  const content = await contentOf(utility, mail, person, linkOf, now);
  if (content.kind === 'pointless') return { ...content, person };
  return { kind: 'mail', to: { name: person.fullName, address: person.email }, content, person };
}

async function contentOf(
  utility: Utility,
  mail: OutboxMail,
  person: MailPerson,
  linkOf: LinkSource,
  now: Date,
): Promise<MailContent | { kind: 'pointless'; reason: MailPointless }> {
  const { username } = person;
  const at = mail.occurredAt;
  switch (mail.kind) {
    case 'forgot_password': {
      const made = await linkOf(utility, mail, person, now);
      return made.kind === 'link' ? { ...made, kind: 'forgot_password', username } : made;
    }
    case 'account_locked':
      return { kind: 'account_locked', username };
    case 'sign_in_at_portal':
      return { kind: 'sign_in_at_portal' };
    case 'password_changed':
      return { kind: 'password_changed', username, at, how: 'changed' };
    case 'password_reset':
      return { kind: 'password_changed', username, at, how: 'reset' };
    case 'password_reset_by_administrator':
      return { kind: 'password_reset_by_administrator', username, at };
    default:
      return assertNever(mail.kind);
  }
}

async function findPerson({ utilityId, userId }: OutboxMail): Promise<MailPerson | null> {
  const [row] = await db()
    .select({
      userId: users.userId,
      username: users.username,
      fullName: users.fullName,
      email: users.email,
      emailKey: users.emailKey,
      signInMethod: users.signInMethod,
      passwordSetAt: users.passwordSetAt,
      disabledAt: users.disabledAt,
    })
    .from(users)
    .where(and(eq(users.utilityId, utilityId), eq(users.userId, userId)));
  return row ?? null;
}
