'use server';

import { revalidatePath } from 'next/cache';
import { type NotNow, notNowOf, wordsOfNotNow } from '@/app/parts/form-failure-words';
import { type HandOut, handOutOf } from '@/app/parts/hand-out';
import type { SteadyAnswer } from '@/app/parts/use-steady-form';
import { wordsOfNoPassword } from '@/app/parts/user-form-words';
import type { SummaryError } from '@/components/error-summary';
import { administratorIfAny } from '@/lib/auth/administrator';
import { readFields, runFormAction } from '@/lib/form-action';
import { answerWith } from '@/lib/request-context';
import { changeToPassword } from '@/lib/users/change-to-password';
import { findUser } from '@/lib/users/find-user';
import { resetToTemporaryPassword } from '@/lib/users/reset-to-temporary-password';
import { isUuid } from '@/lib/uuid';
import { notDone } from './not-done';
import { pathOf } from './user-path';

export type ResetState =
  | { kind: 'reset'; handOut: HandOut }
  | ({ kind: 'refused'; errors: SummaryError[] } & SteadyAnswer);

/** A temporary password for somebody who has a password, or from now on has one instead of SSO. */
export async function resetAction(_: unknown, form: FormData): Promise<ResetState> {
  const fields = readFields(form, ['userId', 'temporaryPassword']);
  const administrator = await runFormAction(administratorIfAny);
  if (!administrator) return refused([{ text: await notDone('not_allowed') }]);
  if ('kind' in administrator) return notNow(administrator);
  if (!fields || !isUuid(fields.userId)) return refused([{ text: await notDone('malformed') }]);
  const { scope } = administrator;
  const { userId } = fields;
  const typed = fields.temporaryPassword === '' ? null : fields.temporaryPassword;
  const outcome = await runFormAction(async () => {
    const user = await findUser(scope, userId);
    if (!user) return { kind: 'unknown_user' as const };
    const give = user.signInMethod === 'sso' ? changeToPassword : resetToTemporaryPassword;
    const given = await give(scope, userId, typed);
    return given.kind === 'reset' ? { ...given, user } : given;
  });
  switch (outcome.kind) {
    case 'reset': {
      // What the page says of the account is no longer so.
      revalidatePath(pathOf(userId));
      const { user, temporaryPassword } = outcome;
      const person = { ...user, isDisabled: user.status === 'disabled' };
      return { kind: 'reset', handOut: await handOutOf(person, temporaryPassword) };
    }
    case 'busy':
      answerWith(503, outcome.retryAfterSeconds);
      return notNow(outcome);
    case 'password_refused':
    case 'typing_off':
      return refused(await wordsOfNoPassword(outcome));
    case 'unavailable':
    case 'malformed':
      return notNow(outcome);
    default:
      return refused([{ text: await notDone(outcome.kind) }]);
  }
}

function refused(errors: SummaryError[]): ResetState {
  return { kind: 'refused', errors };
}

/** A temporary password that was typed stays in its field, where there is script. */
async function notNow(failure: NotNow): Promise<ResetState> {
  return { ...refused([{ text: await wordsOfNotNow(failure) }]), ...notNowOf(failure) };
}
