'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { notNowOf, wordsOfNotNow } from '@/app/parts/form-failure-words';
import type { SteadyAnswer } from '@/app/parts/use-steady-form';
import { type TypedUser, wordsOfFaults, wordsOfTakenUsername } from '@/app/parts/user-form-words';
import type { SummaryError } from '@/components/error-summary';
import { normalizeEmail } from '@/lib/accounts/email-rules';
import type { UserFields } from '@/lib/accounts/user-changes-rules';
import { assertNever } from '@/lib/assert-never';
import { administratorIfAny } from '@/lib/auth/administrator';
import { type FormFailure, readFields, readList, runFormAction } from '@/lib/form-action';
import { editUser } from '@/lib/users/edit-user';
import type { Role } from '@/lib/utilities/utility';
import { isUuid } from '@/lib/uuid';
import { type Compared, compared } from './compared';
import { notDone } from './not-done';
import { pathOf } from './user-path';

export interface EditUserState extends SteadyAnswer {
  errors: SummaryError[];
  typed: TypedUser;
  version: number;
  sharedEmail: string | null;
  /** Side by side, where somebody else has saved meanwhile. */
  collision: Compared[];
}

export async function editUserAction(_: unknown, form: FormData): Promise<EditUserState> {
  const fields = readFields(form, [
    'userId',
    'version',
    'fullName',
    'username',
    'email',
    'sharedEmail',
  ]);
  const roles = readList(form, 'roles');
  const administrator = await runFormAction(administratorIfAny);
  const sharedEmail = fields?.sharedEmail || null;
  const typed: UserFields = {
    fullName: fields?.fullName ?? '',
    username: fields?.username ?? '',
    email: fields?.email ?? '',
    roles: (roles ?? []) as Role[],
  };
  const state = (errors: SummaryError[], more: Partial<EditUserState> = {}): EditUserState => ({
    errors,
    typed: { ...typed, method: '' },
    version: Number(fields?.version ?? 0),
    sharedEmail: null,
    collision: [],
    ...more,
  });
  const notNow = async (failure: FormFailure) =>
    state([{ text: await wordsOfNotNow(failure) }], { sharedEmail, ...notNowOf(failure) });
  if (!administrator) return state([{ text: await notDone('not_allowed') }]);
  if ('kind' in administrator) return notNow(administrator);
  if (!fields || !roles || !isUuid(fields.userId) || !/^\d{1,9}$/.test(fields.version)) {
    return state([{ text: await notDone('malformed') }]);
  }
  const { userId } = fields;
  const edit = { ...typed, version: Number(fields.version), sharedEmailAccepted: sharedEmail };
  const outcome = await runFormAction(() => editUser(administrator.scope, userId, edit));
  switch (outcome.kind) {
    case 'saved':
    case 'unchanged':
      return redirect(`${pathOf(userId)}?done=${outcome.kind}`);
    case 'invalid':
      return state(await wordsOfFaults(outcome.faults));
    case 'username_taken':
      return state(await wordsOfTakenUsername(typed.username));
    case 'email_shared': {
      const t = await getTranslations('userForm');
      const text = `${t('emailShared')} ${t('emailSharedAgain')}`;
      return state([{ text, href: '#email' }], { sharedEmail: normalizeEmail(typed.email) });
    }
    case 'changed_meanwhile': {
      const t = await getTranslations('editUser');
      const collision = await compared(outcome.current, typed);
      return state([{ text: t('meanwhile') }], { version: outcome.version, collision });
    }
    case 'oneself':
    case 'last_administrator':
    case 'unknown_user':
    case 'not_allowed':
      return state([{ text: await notDone(outcome.kind) }]);
    case 'unavailable':
    case 'malformed':
      return notNow(outcome);
    default:
      return assertNever(outcome);
  }
}
