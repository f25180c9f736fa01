import { getTranslations } from 'next-intl/server';
import { type NotNow, wordsOfNotNow } from '@/app/parts/form-failure-words';
import { type PasswordFault, requirementWords } from '@/app/parts/requirement-words';
import type { SummaryError } from '@/components/error-summary';
import { requestContext } from '@/lib/request-context';
import type { CreatePersonalPasswordOutcome } from '@/lib/sign-in/create-personal-password';

/** What a form for a new password shows after an attempt. It goes through the browser: words only. */
export interface PasswordFormState {
  errors: SummaryError[];
  /** Which requirements to mark. */
  failed: PasswordFault[];
}

type Refusal =
  | Exclude<
      CreatePersonalPasswordOutcome,
      { kind: 'created' | 'nothing_to_replace' | 'session_over' | 'busy' }
    >
  | { kind: 'unmatched'; newPassword: string; confirmPassword: string }
  | NotNow;

/** The words for a new password that was not taken. */
export async function wordsOfOutcome(refusal: Refusal): Promise<PasswordFormState> {
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
    default:
      return one(await wordsOfNotNow(refusal));
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
