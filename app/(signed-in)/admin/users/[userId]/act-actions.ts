'use server';

import { readFields } from '@/lib/form-action';
import { deleteUser } from '@/lib/users/delete-user';
import { disableUser } from '@/lib/users/disable-user';
import { enableUser } from '@/lib/users/enable-user';
import { signOutEverywhere } from '@/lib/users/sign-out-everywhere';
import { unlinkUser } from '@/lib/users/unlink-user';
import { unlockUser } from '@/lib/users/unlock-user';
import { actAndReturn } from './act-and-return';

const ACTS = {
  unlock: unlockUser,
  signOut: signOutEverywhere,
  disable: disableUser,
  enable: enableUser,
  delete: deleteUser,
  unlink: unlinkUser,
} as const;

/** Every act that needs to know no more than whom. */
export async function actOnUserAction(form: FormData): Promise<void> {
  const fields = readFields(form, ['userId', 'act']);
  const isAct = fields && Object.hasOwn(ACTS, fields.act);
  await actAndReturn(fields?.userId, isAct ? ACTS[fields.act as keyof typeof ACTS] : null);
}
