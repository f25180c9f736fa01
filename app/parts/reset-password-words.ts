import type { NotNow } from '@/app/parts/form-failure-words';
import {
  faultNotNow,
  faultsOfUnmatched,
  type PasswordFormState,
  wordsOfRefused,
} from '@/app/parts/new-password-words';
import type { NewPasswordFault } from '@/lib/passwords/new-password';

type NotReset =
  | { kind: 'unmatched'; newPassword: string; confirmPassword: string }
  | { kind: 'refused'; failed: NewPasswordFault[] }
  | NotNow;

/** The words for a new password that was not taken. */
export async function wordsOfReset(refusal: NotReset): Promise<PasswordFormState> {
  switch (refusal.kind) {
    case 'unmatched':
      return { errors: await faultsOfUnmatched(refusal), failed: [] };
    case 'refused':
      return wordsOfRefused(refusal.failed);
    default:
      return faultNotNow(refusal);
  }
}
