import { redirect } from 'next/navigation';
import { isJustNow } from '@/app/parts/just-now';
import { titled } from '@/app/parts/page-words';
import { requireAnySession } from '@/lib/auth/require-session';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';
import { ChangePassword } from './change-password';
import { CreatePassword } from './create-password';
import { PasswordChanged } from './password-changed';

export async function generateMetadata() {
  const { passwordDuty } = await requireAnySession();
  return titled(passwordDuty === 'create' ? 'createPassword' : 'changePassword');
}

export default async function PasswordPage({ searchParams }: PageProps<'/change-password'>) {
  const session = await requireAnySession();
  const { person, scope, passwordDuty } = session;
  if (person.method !== 'password') redirect(homePath);
  const query = await searchParams;
  const returnTo = safeReturnPath(query.returnTo);
  const parts = { session, query, returnTo };
  if (passwordDuty === 'create') return <CreatePassword {...parts} />;
  // The address may say anything; the account says whether it is so.
  const { passwordSetAt, createdAt } = person;
  const changedHere = passwordSetAt !== null && passwordSetAt > createdAt;
  if (query.done === 'changed' && changedHere && isJustNow(passwordSetAt, scope.now())) {
    return <PasswordChanged {...parts} />;
  }
  return <ChangePassword {...parts} />;
}
