import { getTranslations } from 'next-intl/server';
import { type PasswordFault, requirementWords } from '@/app/parts/requirement-words';
import type { SummaryError } from '@/components/error-summary';
import { assertNever } from '@/lib/assert-never';
import type { FormFailure } from '@/lib/form-action';
import { answerWith, requestContext } from '@/lib/request-context';
import type { CreatePersonalPasswordOutcome } from '@/lib/sign-in/create-personal-password';

/** What a form for a new password shows after an attempt. It goes through the browser: words only. */
export interface PasswordFormState {
  errors: SummaryError[];
  /** Which requirements to mark. */
  failed: PasswordFault[];
}

type Refusal =
  | Exclude<CreatePersonalPasswordOutcome, { kind: 'created' } | { kind: 'nothing_to_replace' }>
  | { kind: 'unmatched'; newPassword: string; confirmPassword: string }
  | FormFailure;

/** The words for a new password that was not taken. */
export async function wordsOfOutcome(refusal: Refusal): Promise<PasswordFormState> {
  const form = await getTranslations('form');
  const t = await getTranslations('createPassword');
  const one = (text: string, href?: string) => ({ errors: [{ text, href }], failed: [] });
  switch (refusal.kind) {
    case 'unmatched':
      if (refusal.newPassword === '') return one(t('enterNew'), '#new-password');
      if (refusal.confirmPassword === '') return one(t('enterConfirm'), '#confirm-password');
      return one(t('noMatch'), '#confirm-password');
    case 'refused':
      return refused(refusal.failed);
    case 'temporary_password_expired':
      return one(t('expired'));
    case 'busy':
      answerWith(503, refusal.retryAfterSeconds);
      return one(form('busy', { seconds: refusal.retryAfterSeconds }));
    case 'unavailable':
      return one(form('unavailable'));
    case 'malformed':
      return one(form('malformed'));
    default:
      return assertNever(refusal);
  }
}

/** Everything that is wrong, at once. */
async function refused(failed: PasswordFault[]): Promise<PasswordFormState> {
  const requirements = await requirementWords(requestContext().utility.passwords);
  const errors = requirements
    .filter(({ code }) => failed.includes(code))
    .map(({ fault }) => ({ text: fault, href: '#new-password' }));
  return { errors, failed };
}
