import type { MailPointless } from '@/lib/audit/event-catalogue';
import { db } from '@/lib/db';
import type { MailContent } from '@/lib/mail/mail-content';
import { findPerson, type MailPerson } from '@/lib/mail/mail-person-store';
import type { OutboxMail } from '@/lib/mail/outbox-store';
import type { Recipient } from '@/lib/mail/smtp-transport';
import type { Role, Utility } from '@/lib/utilities/utility';

/** Mails that answer a request for a new password. */
export type Answer = Extract<
  MailContent,
  { kind: 'forgot_password' | 'account_locked' | 'sign_in_at_portal' }
>;

/** Why a mail is not sent: nobody has use for it, or only another server can make it. */
type NotSent = { kind: 'pointless'; reason: MailPointless } | { kind: 'not_here' };

/** Answers a request for a new password as things stand when the mail goes out. */
export type AnswerSource = (
  utility: Utility,
  mail: OutboxMail,
  person: MailPerson,
  now: Date,
) => Promise<Answer | NotSent>;

export type Composition =
  | { kind: 'mail'; to: Recipient; content: MailContent; person: MailPerson }
  | (NotSent & { person: MailPerson | null });

/** What a mail of the outbox says and to whom, decided anew at every attempt to send it. */
export async function composeMail(
  utility: Utility,
  mail: OutboxMail,
  answerOf: AnswerSource,
  now: Date,
): Promise<Composition> {
  const person = await findPerson(db(), mail);
  if (!person) return { kind: 'pointless', reason: 'account_gone', person };
  if (now >= mail.expiresAt) return { kind: 'pointless', reason: 'expired', person };
  const address = mail.formerAddress ?? person.email;
  if (address === '') return { kind: 'pointless', reason: 'no_email_address', person };
  const content = noticeOf(mail, person, now) ?? (await answerOf(utility, mail, person, now));
  if (content.kind === 'pointless' || content.kind === 'not_here') return { ...content, person };
  return { kind: 'mail', to: { name: person.fullName, address }, content, person };
}

/** What has happened and stays so; null for the mails that answer a request. */
function noticeOf(mail: OutboxMail, person: MailPerson, now: Date): MailContent | null {
  const { username, roles } = person;
  const at = mail.occurredAt;
  switch (mail.kind) {
    case 'password_changed':
      return { kind: 'password_changed', username, at, how: 'changed' };
    case 'password_reset':
      return { kind: 'password_changed', username, at, how: 'reset' };
    case 'password_reset_by_administrator':
      return { kind: mail.kind, username, at, expiresAt: endOfTemporary(person, at, now) };
    case 'email_changed_by_administrator':
    case 'email_taken_off':
    case 'changed_to_portal':
      return { kind: mail.kind, username, at };
    case 'roles_changed_by_administrator':
      return { kind: mail.kind, username, at, roles: roles as Role[] };
    default:
      return null;
  }
}

/** When the temporary password ends that was made at `madeAt`; null once it has, or another is in its place. */
function endOfTemporary(
  { passwordSetAt, temporaryExpiresAt }: MailPerson,
  madeAt: Date,
  now: Date,
): Date | null {
  const isReplaced = passwordSetAt !== null && passwordSetAt > madeAt;
  const isOver = temporaryExpiresAt !== null && now >= temporaryExpiresAt;
  return isReplaced || isOver ? null : temporaryExpiresAt;
}
