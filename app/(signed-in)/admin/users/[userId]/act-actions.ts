'use server';

import { redirect } from 'next/navigation';
import { administratorIfAny } from '@/lib/auth/administrator';
import { type FormFailure, readFields, runFormAction } from '@/lib/form-action';
import { deleteUser } from '@/lib/users/delete-user';
import { disableUser } from '@/lib/users/disable-user';
import { enableUser } from '@/lib/users/enable-user';
import { signOutEverywhere } from '@/lib/users/sign-out-everywhere';
import { unlinkUser } from '@/lib/users/unlink-user';
import { unlockUser } from '@/lib/users/unlock-user';
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
