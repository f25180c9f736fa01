'use server';

import { redirect } from 'next/navigation';
import { administratorIfAny } from '@/lib/auth/administrator';
import { readFields, runFormAction } from '@/lib/form-action';
import { unlockLockedSince } from '@/lib/users/locked-users';
import { isLockTime } from './lock-time';

/** Unlocks everybody who was locked at the instant of the form or after. */
export async function unlockManyAction(form: FormData): Promise<void> {
  const fields = readFields(form, ['since']);
  const administrator = await runFormAction(administratorIfAny);
  const since = new Date(fields?.since ?? '');
  const page = '/admin/users/locked';
  if (!administrator || !isLockTime(since)) redirect(page);
  const address = `${page}?since=${encodeURIComponent(since.toISOString())}`;
  if ('kind' in administrator) redirect(`${address}&not=unavailable`);
  const outcome = await runFormAction(() => unlockLockedSince(administrator.scope, since));
  if (outcome.kind === 'unlocked') redirect(`${address}&unlocked=${outcome.count}`);
  redirect(outcome.kind === 'not_allowed' ? page : `${address}&not=unavailable`);
}
