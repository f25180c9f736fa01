'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { wordsOfNotNow } from '@/app/parts/form-failure-words';
import { type HandOut, handOutOf } from '@/app/parts/hand-out';
import {
  type TypedUser,
  wordsOfFaults,
  wordsOfNoPassword,
  wordsOfTakenUsername,
} from '@/app/parts/user-form-words';
import { rolesInWords } from '@/app/parts/user-words';
import type { SummaryError } from '@/components/error-summary';
import { normalizeEmail } from '@/lib/accounts/email-rules';
import type { UserFields } from '@/lib/accounts/user-changes-rules';
import { assertNever } from '@/lib/assert-never';
import { administratorIfAny } from '@/lib/auth/administrator';
import { type FormFailure, readFields, readList, runFormAction } from '@/lib/form-action';
import { answerWith } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { changeToPassword } from '@/lib/users/change-to-password';
import { deleteUser } from '@/lib/users/delete-user';
import { disableUser } from '@/lib/users/disable-user';
import { type EditOutcome, editUser } from '@/lib/users/edit-user';
import { enableUser } from '@/lib/users/enable-user';
import { findUser } from '@/lib/users/find-user';
import { resetToTemporaryPassword } from '@/lib/users/reset-to-temporary-password';
import { signOutEverywhere } from '@/lib/users/sign-out-everywhere';
import { unlinkUser } from '@/lib/users/unlink-user';
import { unlockUser } from '@/lib/users/unlock-user';
import type { Role } from '@/lib/utilities/utility';
import { isUuid } from '@/lib/uuid';
import { pathOf } from './user-path';

const ACTS = {
  unlock: unlockUser,
  signOut: signOutEverywhere,
  disable: disableUser,
  enable: enableUser,
  delete: deleteUser,
  unlink: unlinkUser,
} as const;

type ActOutcome = { kind: string } | FormFailure;

/** Every act that answers with a word: the page again, with what was done or why not. */
export async function actOnUserAction(form: FormData): Promise<void> {
  const fields = readFields(form, ['userId', 'act']);
  const administrator = await runFormAction(administratorIfAny);
  const userId = fields && isUuid(fields.userId) ? fields.userId : '';
  const act = fields && Object.hasOwn(ACTS, fields.act) ? (fields.act as keyof typeof ACTS) : null;
  if (!userId || !act) redirect('/admin/users');
  // Whoever is no administrator sees so on the page.
  if (!administrator) redirect(pathOf(userId));
  const outcome: ActOutcome =
    'kind' in administrator
      ? administrator
      : await runFormAction<ActOutcome>(() => ACTS[act](administrator.scope, userId));
  if (outcome.kind === 'deleted') redirect('/admin/users?done=deleted');
  const word = DONE.has(outcome.kind) ? 'done' : 'not';
  redirect(`${pathOf(userId)}?${word}=${outcome.kind}`);
}

const DONE = new Set([
  'unlocked',
  'not_locked',
  'signed_out',
  'not_signed_in',
  'disabled',
  'already_disabled',
  'enabled',
  'not_disabled',
  'unlinked',
  'not_linked',
]);

export type ResetState =
  | { kind: 'reset'; handOut: HandOut }
  | { kind: 'refused'; errors: SummaryError[] };

/** A temporary password for somebody who has a password, or from now on has one instead of SSO. */
export async function resetAction(_: unknown, form: FormData): Promise<ResetState> {
  const fields = readFields(form, ['userId', 'temporaryPassword']);
  const administrator = await runFormAction(administratorIfAny);
  if (!administrator) return refused([{ text: await notDone('not_allowed') }]);
  if ('kind' in administrator) return refused([{ text: await wordsOfNotNow(administrator) }]);
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
      return refused(await wordsOfNoPassword(outcome));
    case 'password_refused':
    case 'typing_off':
      return refused(await wordsOfNoPassword(outcome));
    case 'unavailable':
    case 'malformed':
      return refused([{ text: await wordsOfNotNow(outcome) }]);
    default:
      return refused([{ text: await notDone(outcome.kind) }]);
  }
}

function refused(errors: SummaryError[]): ResetState {
  return { kind: 'refused', errors };
}

async function notDone(
  kind:
    | 'not_allowed'
    | 'unknown_user'
    | 'signs_in_by_sso'
    | 'not_possible'
    | 'oneself'
    | 'malformed',
): Promise<string> {
  if (kind === 'not_allowed') answerWith(403);
  return (await getTranslations('editUser.not'))(kind);
}

export interface EditUserState {
  errors: SummaryError[];
  typed: TypedUser;
  version: number;
  sharedEmail: string | null;
  /** Side by side, where somebody else has saved meanwhile. */
  collision: { label: string; now: string; yours: string }[];
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
  const typed = {
    fullName: '',
    username: '',
    email: '',
    method: '',
    ...fields,
    roles: roles ?? [],
  };
  const state = (errors: SummaryError[], more: Partial<EditUserState> = {}): EditUserState => ({
    errors,
    typed: {
      fullName: typed.fullName,
      username: typed.username,
      email: typed.email,
      roles: typed.roles,
      method: '',
    },
    version: Number(fields?.version ?? 0),
    sharedEmail: null,
    collision: [],
    ...more,
  });
  if (!administrator) return state([{ text: await notDone('not_allowed') }]);
  if ('kind' in administrator) return state([{ text: await wordsOfNotNow(administrator) }]);
  if (!fields || !roles || !isUuid(fields.userId) || !/^\d{1,9}$/.test(fields.version)) {
    return state([{ text: await notDone('malformed') }]);
  }
  const { userId } = fields;
  const outcome = await runFormAction(() =>
    edit(administrator.scope, userId, { ...fields, roles: roles as Role[] }),
  );
  switch (outcome.kind) {
    case 'saved':
    case 'unchanged':
      return redirect(`${pathOf(userId)}?done=${outcome.kind}`);
    case 'invalid':
      return state(await wordsOfFaults(outcome.faults));
    case 'username_taken':
      return state(await wordsOfTakenUsername(fields.username));
    case 'email_shared': {
      const t = await getTranslations('userForm');
      const text = `${t('emailShared')} ${t('emailSharedAgain')}`;
      return state([{ text, href: '#email' }], { sharedEmail: normalizeEmail(fields.email) });
    }
    case 'changed_meanwhile': {
      const t = await getTranslations('editUser');
      const collision = await sideBySide(outcome.current, { ...fields, roles: roles as Role[] });
      return state([{ text: t('meanwhile') }], { version: outcome.version, collision });
    }
    case 'oneself':
    case 'last_administrator':
    case 'unknown_user':
    case 'not_allowed':
      if (outcome.kind === 'not_allowed') answerWith(403);
      return state([{ text: (await getTranslations('editUser.not'))(outcome.kind) }]);
    case 'unavailable':
    case 'malformed':
      return state([{ text: await wordsOfNotNow(outcome) }]);
    default:
      return assertNever(outcome);
  }
}

function edit(
  scope: Scope,
  userId: string,
  fields: UserFields & { version: string; sharedEmail: string },
): Promise<EditOutcome> {
  const { fullName, username, email, roles } = fields;
  return editUser(scope, userId, {
    fullName,
    username,
    email,
    roles,
    version: Number(fields.version),
    sharedEmailAccepted: fields.sharedEmail || null,
  });
}

async function sideBySide(now: UserFields, yours: UserFields) {
  const t = await getTranslations('userForm');
  const none = (await getTranslations('admin'))('none');
  const texts = (['fullName', 'username', 'email'] as const).map((field) => ({
    label: t(field),
    now: now[field] || none,
    yours: yours[field].trim() || none,
  }));
  const roles = {
    label: t('roles'),
    now: await rolesInWords(now.roles),
    yours: await rolesInWords(yours.roles),
  };
  return [...texts, roles];
}
