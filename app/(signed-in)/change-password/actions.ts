'use server';

import { redirect } from 'next/navigation';
import { wordsOfChange, wordsOfCreation } from '@/app/parts/change-password-words';
import { isUnmatched, type PasswordFormState } from '@/app/parts/new-password-words';
import { requireAnySession } from '@/lib/auth/current-session';
import { setSessionCookie } from '@/lib/auth/session-cookies';
import { readFields, runFormAction } from '@/lib/form-action';
import { answerWith } from '@/lib/request-context';
import { changePassword } from '@/lib/sign-in/change-password';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';

export async function createPasswordAction(_: unknown, form: FormData): Promise<PasswordFormState> {
  const fields = readFields(form, ['newPassword', 'confirmPassword', 'returnTo']);
  const { scope } = await requireAnySession();
  if (!fields) return wordsOfCreation({ kind: 'malformed' });
  const outcome = await runFormAction(async () =>
    isUnmatched(fields)
      ? { kind: 'unmatched' as const, ...fields }
      : createPersonalPassword(scope, fields.newPassword),
  );
  const returnTo = safeReturnPath(fields.returnTo);
  if (outcome.kind === 'nothing_to_replace') redirect(returnTo);
  if (outcome.kind === 'session_over') redirect('/?over=ended');
  if (outcome.kind === 'busy') answerWith(503, outcome.retryAfterSeconds);
  if (outcome.kind !== 'created') return wordsOfCreation(outcome);
  await setSessionCookie(outcome.sessionSecret);
  redirect(returnTo === homePath ? `${homePath}?done=password_created` : returnTo);
}

export async function changePasswordAction(_: unknown, form: FormData): Promise<PasswordFormState> {
  const fields = readFields(form, [
    'currentPassword',
    'newPassword',
    'confirmPassword',
    'returnTo',
  ]);
  const { scope } = await requireAnySession();
  if (!fields) return wordsOfChange({ kind: 'malformed' });
  const { currentPassword, newPassword } = fields;
  const outcome = await runFormAction(async () =>
    currentPassword === '' || isUnmatched(fields)
      ? { kind: 'incomplete' as const, ...fields }
      : changePassword(scope, currentPassword, newPassword),
  );
  if (outcome.kind === 'no_personal_password') redirect('/change-password');
  if (outcome.kind === 'session_over') redirect('/?over=ended');
  if (outcome.kind === 'locked' && outcome.byThisGuess) redirect('/?code=locked');
  if (outcome.kind === 'busy') answerWith(503, outcome.retryAfterSeconds);
  if (outcome.kind === 'throttled') answerWith(429, outcome.retryAfterSeconds);
  if (outcome.kind !== 'changed') return wordsOfChange(outcome);
  await setSessionCookie(outcome.sessionSecret);
  const returnTo = safeReturnPath(fields.returnTo);
  redirect(`/change-password?${new URLSearchParams({ done: 'changed', returnTo })}`);
}
