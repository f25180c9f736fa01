'use server';

import { redirect } from 'next/navigation';
import { wordsOfChange, wordsOfCreation } from '@/app/parts/change-password-words';
import { isUnmatched, type PasswordFormState } from '@/app/parts/new-password-words';
import { requireAnySession } from '@/lib/auth/require-session';
import { answerIfSentTwice } from '@/lib/auth/sent-twice';
import { setSessionCookie } from '@/lib/auth/session-cookies';
import { readFields, runFormAction } from '@/lib/form-action';
import { answerWith } from '@/lib/request-context';
import { changePassword } from '@/lib/sign-in/change-password';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';

export async function createPasswordAction(_: unknown, form: FormData): Promise<PasswordFormState> {
  const fields = readFields(form, ['newPassword', 'confirmPassword', 'returnTo']);
  if (fields) await onIfSentTwice(fields.newPassword, afterCreation(fields.returnTo));
  const session = await runFormAction(requireAnySession);
  if ('kind' in session) return wordsOfCreation(session);
  const { scope, person } = session;
  if (!fields) return wordsOfCreation({ kind: 'malformed' });
  const outcome = await runFormAction(async () =>
    isUnmatched(fields)
      ? { kind: 'unmatched' as const, ...fields }
      : createPersonalPassword(scope, fields.newPassword, person.passwordSetAt),
  );
  if (outcome.kind === 'nothing_to_replace') redirect(safeReturnPath(fields.returnTo));
  if (outcome.kind === 'session_over') redirect('/?over=ended');
  if (outcome.kind === 'busy') answerWith(503, outcome.retryAfterSeconds);
  if (outcome.kind !== 'created') return wordsOfCreation(outcome);
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
  if (fields) await onIfSentTwice(fields.newPassword, afterChange(fields.returnTo));
  const session = await runFormAction(requireAnySession);
  if ('kind' in session) return wordsOfChange(session);
  const { scope, person } = session;
  if (!fields) return wordsOfChange({ kind: 'malformed' });
  const { currentPassword, newPassword } = fields;
  const outcome = await runFormAction(async () =>
    currentPassword === '' || isUnmatched(fields)
      ? { kind: 'incomplete' as const, ...fields }
      : changePassword(scope, currentPassword, newPassword, person.passwordSetAt),
  );
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

/** The second of two clicks goes where the first one did. */
async function onIfSentTwice(newPassword: string, page: string): Promise<void> {
  const outcome = await runFormAction(() => answerIfSentTwice(newPassword));
  if (outcome?.kind !== 'changed') return;
  await setSessionCookie(outcome.sessionSecret);
  redirect(page);
}
