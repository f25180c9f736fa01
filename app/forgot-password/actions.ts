'use server';

import { redirect } from 'next/navigation';
import { type ForgotPasswordState, wordsOfRefusal } from '@/app/parts/forgot-password-words';
import { currentScope } from '@/lib/auth/current-scope';
import { readFields, runFormAction } from '@/lib/form-action';
import { requestReset } from '@/lib/password-reset/request-reset';
import { answerWith } from '@/lib/request-context';

export async function requestResetAction(_: unknown, form: FormData): Promise<ForgotPasswordState> {
  const fields = readFields(form, ['email']);
  if (!fields) return wordsOfRefusal({ kind: 'malformed' }, '');
  const { email } = fields;
  const outcome = await runFormAction(async () =>
    email.trim() === '' ? { kind: 'incomplete' as const } : requestReset(currentScope(), email),
  );
  if (outcome.kind === 'taken') redirect('/forgot-password?sent=1');
  if (outcome.kind === 'throttled') answerWith(429, outcome.retryAfterSeconds);
  return wordsOfRefusal(outcome, email);
}
