'use server';

import { redirect } from 'next/navigation';
import { nextAuth } from '@/lib/auth/next-auth';

export async function signOutAction(): Promise<void> {
  await nextAuth.signOut({ redirect: false });
  redirect('/?over=signed_out');
}
