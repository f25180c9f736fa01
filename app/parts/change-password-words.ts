import { getTranslations } from 'next-intl/server';
import type { NotNow } from '@/app/parts/form-failure-words';
import {
  faultNotNow,
  faultsOfUnmatched,
  oneFault,
  type PasswordFormState,
  wordsOfRefused,
} from '@/app/parts/new-password-words';
import { whomToAsk } from '@/app/parts/sign-in-words';
import type { ChangePasswordOutcome } from '@/lib/sign-in/change-password';
import type { CreatePersonalPasswordOutcome } from '@/lib/sign-in/create-personal-password';

interface Typed {
  newPassword: string;
  confirmPassword: string;
}

type NotCreated =
  | Exclude<
      CreatePersonalPasswordOutcome,
      { kind: 'created' | 'nothing_to_replace' | 'session_over' | 'busy' }
    >
  | ({ kind: 'unmatched' } & Typed)
  | NotNow;

/** The words for a personal password that was not created. */
export async function wordsOfCreation(refusal: NotCreated): Promise<PasswordFormState> {
  switch (refusal.kind) {
    case 'unmatched':
      return { errors: await faultsOfUnmatched(refusal), failed: [] };
    case 'refused':
      return wordsOfRefused(refusal.failed);
    case 'temporary_password_expired':
      return oneFault((await getTranslations('createPassword'))('expired'));
    default:
      return faultNotNow(refusal);
  }
}

type NotChanged =
  | Exclude<
      ChangePasswordOutcome,
      { kind: 'changed' | 'no_personal_password' | 'session_over' | 'busy' }
    >
  | ({ kind: 'incomplete'; currentPassword: string } & Typed)
  | NotNow;

/** The words for a password that was not changed. */
export async function wordsOfChange(refusal: NotChanged): Promise<PasswordFormState> {
  const t = await getTranslations('changePassword');
  switch (refusal.kind) {
    case 'incomplete':
      return { errors: await missing(refusal), failed: [] };
    case 'refused':
      return wordsOfRefused(refusal.failed);
    case 'wrong':
      return oneFault(t('wrong', { attempts: refusal.attemptsLeft }), '#current-password');
    case 'locked':
      return oneFault(t('locked'), undefined, await whomToAsk('contactCsa'));
    case 'throttled': {
      const refused = await getTranslations('welcome.refused');
      return oneFault(refused('throttled', { seconds: refusal.retryAfterSeconds }));
    }
    default:
      return faultNotNow(refusal);
  }
}

async function missing(typed: Typed & { currentPassword: string }) {
  const rest = await faultsOfUnmatched(typed);
  if (typed.currentPassword !== '') return rest;
  const text = (await getTranslations('changePassword'))('enterCurrent');
  return [{ text, href: '#current-password' }, ...rest];
}
