'use server';

import { redirect } from 'next/navigation';
import { type PasswordFormState, wordsOfOutcome } from '@/app/parts/new-password-words';
import { requireAnySession } from '@/lib/auth/current-session';
import { setSessionCookie } from '@/lib/auth/session-cookies';
import { readFields, runFormAction } from '@/lib/form-action';
import { answerWith } from '@/lib/request-context';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';

export async function createPasswordAction(_: unknown, form: FormData): Promise<PasswordFormState> {
  const fields = readFields(form, ['newPassword', 'confirmPassword', 'returnTo']);
  const { scope } = await requireAnySession();
  if (!fields) return wordsOfOutcome({ kind: 'malformed' });
  const { newPassword, confirmPassword } = fields;
  const outcome = await runFormAction(async () => {
    const unmatched = newPassword === '' || newPassword !== confirmPassword;
    return unmatched
      ? { kind: 'unmatched' as const, ...fields }
      : createPersonalPassword(scope, newPassword);
  });
  const returnTo = safeReturnPath(fields.returnTo);
  if (outcome.kind === 'nothing_to_replace') redirect(returnTo);
  if (outcome.kind === 'session_over') redirect('/?over=ended');
  if (outcome.kind === 'busy') answerWith(503, outcome.retryAfterSeconds);
  if (outcome.kind !== 'created') return wordsOfOutcome(outcome);
  await setSessionCookie(outcome.sessionSecret);
  redirect(returnTo === homePath ? `${homePath}?done=password_created` : returnTo);
}
