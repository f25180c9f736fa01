'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { wordsOfNotNow } from '@/app/parts/form-failure-words';
import { wordsOfFaults } from '@/app/parts/user-form-words';
import { administratorIfAny } from '@/lib/auth/administrator';
import { readFields, runFormAction } from '@/lib/form-action';
import { answerWith } from '@/lib/request-context';
import { giveOwnEmail } from '@/lib/users/give-own-email';
import { isUuid } from '@/lib/uuid';

export interface OwnEmailState {
  error: string;
  typed: string;
}

/** Gives one of those who share an address another one. */
export async function ownEmailAction(_: unknown, form: FormData): Promise<OwnEmailState> {
  const fields = readFields(form, ['userId', 'version', 'email']);
  const administrator = await runFormAction(administratorIfAny);
  const typed = fields?.email ?? '';
  const refused = (error: string): OwnEmailState => ({ error, typed });
  const not = await getTranslations('editUser.not');
  if (!administrator) return refused(not('not_allowed'));
  if ('kind' in administrator) return refused(await wordsOfNotNow(administrator));
  if (!fields || !isUuid(fields.userId) || !/^\d{1,9}$/.test(fields.version)) {
    return refused(not('malformed'));
  }
  const outcome = await runFormAction(() =>
    giveOwnEmail(administrator.scope, fields.userId, {
      email: fields.email,
      version: Number(fields.version),
    }),
  );
  const t = await getTranslations('sharedEmails');
  switch (outcome.kind) {
    case 'saved':
      return redirect(`/admin/users/shared-emails?saved=${fields.userId}`);
    case 'unchanged':
    case 'email_shared':
      return refused(t('stillShared'));
    case 'invalid':
      return refused((await wordsOfFaults(outcome.faults))[0]?.text ?? not('malformed'));
    case 'changed_meanwhile':
      return refused((await getTranslations('editUser'))('meanwhile'));
    case 'not_allowed':
      answerWith(403);
      return refused(not('not_allowed'));
    case 'unavailable':
    case 'malformed':
      return refused(await wordsOfNotNow(outcome));
    case 'username_taken':
      return refused(not('malformed'));
    default:
      return refused(not(outcome.kind));
  }
}
