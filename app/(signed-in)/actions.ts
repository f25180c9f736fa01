'use server';

import { redirect } from 'next/navigation';
import { endThisSession, nextAuth } from '@/lib/auth/next-auth';
import { prepareLeaving } from '@/lib/auth/portal-sign-out';
import { formHasArrived } from '@/lib/form-action';

export async function signOutAction(): Promise<void> {
  formHasArrived();
  const leavesPortal = await prepareLeaving();
  // First: NextAuth would delete the cookie of a session that it could not end.
  await endThisSession();
  await nextAuth.signOut({ redirect: false });
  redirect(leavesPortal ? '/sso/leave' : '/?over=signed_out');
}
