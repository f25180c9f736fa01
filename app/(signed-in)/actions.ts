'use server';

import { redirect } from 'next/navigation';
import { endThisSession, nextAuth } from '@/lib/auth/next-auth';
import { formHasArrived } from '@/lib/form-action';

export async function signOutAction(): Promise<void> {
  formHasArrived();
  // First: NextAuth would delete the cookie of a session that it could not end.
  await endThisSession();
  await nextAuth.signOut({ redirect: false });
  redirect('/?over=signed_out');
}
