'use server';

import { redirect } from 'next/navigation';
import { isUnmatched, type PasswordFormState } from '@/app/parts/new-password-words';
import { wordsOfReset } from '@/app/parts/reset-password-words';
import { currentScope } from '@/lib/auth/current-scope';
import { readFields, runFormAction } from '@/lib/form-action';
import { isResetRequestId } from '@/lib/password-reset/reset-link';
import { resetPassword } from '@/lib/password-reset/reset-password';
import { answerWith } from '@/lib/request-context';
import { heldLink } from './held-link';

export async function resetPasswordAction(_: unknown, form: FormData): Promise<PasswordFormState> {
  const fields = readFields(form, ['r', 'newPassword', 'confirmPassword']);
  if (!fields) return wordsOfReset({ kind: 'malformed' });
  const held = await heldLink(fields.r);
  // The page says to open the link once more, where it can.
  if (!held) redirect(isResetRequestId(fields.r) ? pageOf(fields.r) : '/reset-password');
  const outcome = await runFormAction(async () =>
    isUnmatched(fields)
      ? { kind: 'unmatched' as const, ...fields }
      : resetPassword(currentScope(), held, fields.newPassword),
  );
  const { kind } = outcome;
  // The page says what has become of the link.
  if (kind === 'invalid' || kind === 'locked') redirect(pageOf(fields.r));
  if (kind === 'busy') answerWith(503, outcome.retryAfterSeconds);
  if (kind !== 'reset') return wordsOfReset(outcome);
  redirect(`${pageOf(fields.r)}&done=1`);
}

function pageOf(resetRequestId: string): string {
  return `/reset-password?r=${resetRequestId}`;
}
