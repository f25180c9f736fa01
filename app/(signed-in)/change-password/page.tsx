import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { isJustNow } from '@/app/parts/just-now';
import { titled, titledAs } from '@/app/parts/page-words';
import type { Query } from '@/app/parts/why-here';
import type { CurrentSession } from '@/lib/auth/current-session';
import { requireAnySession } from '@/lib/auth/require-session';
import { onward } from '@/lib/request-context';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';
import { ChangePassword } from './change-password';
import { CreatePassword } from './create-password';
import { PasswordChanged } from './password-changed';

export async function generateMetadata({ searchParams }: PageProps<'/change-password'>) {
  const session = await requireAnySession();
  const t = await getTranslations();
  if (session.passwordDuty !== 'create') {
    const isDone = isJustChanged(session, await searchParams);
    return isDone ? titledAs(t('changePassword.done')) : titled('changePassword');
  }
  const isExpired = session.temporaryPasswordExpired;
  return isExpired ? titledAs(t('createPassword.expired')) : titled('createPassword');
}

export default async function PasswordPage({ searchParams }: PageProps<'/change-password'>) {
  const session = await requireAnySession();
  if (session.person.method !== 'password') redirect(onward(homePath));
  const query = await searchParams;
  const returnTo = safeReturnPath(query.returnTo);
  const parts = { session, query, returnTo };
  if (session.passwordDuty === 'create') return <CreatePassword {...parts} />;
  if (isJustChanged(session, query)) return <PasswordChanged {...parts} />;
  return <ChangePassword {...parts} />;
}

/** The address may say anything; the account says whether it is so. */
function isJustChanged({ person, scope }: CurrentSession, { done }: Query): boolean {
  const { passwordSetAt, createdAt } = person;
  const isChangedHere = passwordSetAt !== null && passwordSetAt > createdAt;
  return done === 'changed' && isChangedHere && isJustNow(passwordSetAt, scope.now());
}
