import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { deliverDueMails } from '@/lib/mail/deliver-due-mails';
import { closeMailTransport } from '@/lib/mail/smtp-transport';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { requestReset } from '@/lib/password-reset/request-reset';
import { answerOf } from '@/lib/password-reset/reset-answers';
import { type HeldLink, parseToken } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import {
  type CaughtMail,
  linkIn,
  type MailCatcher,
  startMailCatcher,
} from '@/tests/support/mail-catcher';

/** Gives a test file a mail server of its own. Its mails are those of the test that runs. */
export function catchMails(): CaughtMail[] {
  const mails: CaughtMail[] = [];
  let catcher: MailCatcher;
  beforeAll(async () => {
    catcher = await startMailCatcher({ onMail: (mail) => void mails.push(mail) });
    process.env.SMTP_URL = catcher.url;
  });
  beforeEach(() => {
    mails.length = 0;
  });
  afterAll(async () => {
    closeMailTransport();
    await catcher.stop();
  });
  return mails;
}

/** What the servers do by themselves: decide on the requests that wait, and send what is due. */
export async function workersRun(now: Date): Promise<void> {
  await decideWaitingRequests(() => now);
  const delivery = { processId: randomUUID(), answerOf, now: () => now };
  if ((await deliverDueMails(delivery)) !== 'caught_up') throw new Error('Mail was not accepted.');
}

/** What a person holds who opened the link in a mail. */
export function heldLinkOf(mail: CaughtMail | undefined): HeldLink {
  const link = mail ? linkIn(mail) : null;
  const held = link && parseToken(new URL(link).searchParams.get('token'));
  if (!held) throw new Error('There is no link in the mail.');
  return held;
}

/** Asks for a new password, at the scope's time, and takes the link out of the mail that comes. */
export async function mailedLink(
  scope: Scope,
  address: string,
  mails: CaughtMail[],
): Promise<HeldLink> {
  const { kind } = await requestReset(scope, address);
  if (kind !== 'taken') throw new Error(kind);
  await workersRun(scope.now());
  return heldLinkOf(mails.findLast(({ subject }) => subject === 'Forgot Password'));
}
