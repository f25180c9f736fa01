'use server';

import { redirect } from 'next/navigation';
import { wordsOfChange, wordsOfCreation } from '@/app/parts/change-password-words';
import { isUnmatched, type PasswordFormState } from '@/app/parts/new-password-words';
import { sessionOrSameClick } from '@/lib/auth/sent-twice';
import { setSessionCookie } from '@/lib/auth/session-cookies';
import { readFields, runFormAction } from '@/lib/form-action';
import { answerWith } from '@/lib/request-context';
import { changePassword } from '@/lib/sign-in/change-password';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';

export async function createPasswordAction(_: unknown, form: FormData): Promise<PasswordFormState> {
  const fields = readFields(form, ['newPassword', 'confirmPassword', 'returnTo']);
  if (!fields) return wordsOfCreation({ kind: 'malformed' });
  const outcome = await runFormAction(async () => {
    const session = await sessionOrSameClick(fields.newPassword);
    if ('kind' in session) return session;
    const { scope, person } = session;
    return isUnmatched(fields)
      ? { kind: 'unmatched' as const, ...fields }
      : createPersonalPassword(scope, fields.newPassword, person.passwordSetAt);
  });
  if (outcome.kind === 'nothing_to_replace') redirect(safeReturnPath(fields.returnTo));
  if (outcome.kind === 'session_over') redirect('/?over=ended');
  if (outcome.kind === 'busy') answerWith(503, outcome.retryAfterSeconds);
  if (!('sessionSecret' in outcome)) return wordsOfCreation(outcome);
  await setSessionCookie(outcome.sessionSecret);
  redirect(afterCreation(fields.returnTo));
}

function afterCreation(asked: string): string {
  const returnTo = safeReturnPath(asked);
  return returnTo === homePath ? `${homePath}?done=password_created` : returnTo;
}

export async function changePasswordAction(_: unknown, form: FormData): Promise<PasswordFormState> {
  const fields = readFields(form, [
    'currentPassword',
    'newPassword',
    'confirmPassword',
    'returnTo',
  ]);
  if (!fields) return wordsOfChange({ kind: 'malformed' });
  const { currentPassword, newPassword } = fields;
  const outcome = await runFormAction(async () => {
    const session = await sessionOrSameClick(newPassword);
    if ('kind' in session) return session;
    const { scope, person } = session;
    return currentPassword === '' || isUnmatched(fields)
      ? { kind: 'incomplete' as const, ...fields }
      : changePassword(scope, currentPassword, newPassword, person.passwordSetAt);
  });
  if (outcome.kind === 'no_personal_password') redirect('/change-password');
  if (outcome.kind === 'session_over') redirect('/?over=ended');
  if (outcome.kind === 'locked' && outcome.byThisGuess) redirect('/?code=locked');
  if (outcome.kind === 'busy') answerWith(503, outcome.retryAfterSeconds);
  if (outcome.kind === 'throttled') answerWith(429, outcome.retryAfterSeconds);
  if (outcome.kind !== 'changed') return wordsOfChange(outcome);
  await setSessionCookie(outcome.sessionSecret);
  redirect(afterChange(fields.returnTo));
}

function afterChange(asked: string): string {
  const returnTo = safeReturnPath(asked);
  return `/change-password?${new URLSearchParams({ done: 'changed', returnTo })}`;
}
