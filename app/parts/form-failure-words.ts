import { getTranslations } from 'next-intl/server';
import type { SteadyAnswer } from '@/app/parts/use-steady-form';
import { assertNever } from '@/lib/assert-never';
import type { FormFailure } from '@/lib/form-action';

/** What keeps any form from being dealt with now. */
export type NotNow = FormFailure | { kind: 'busy'; retryAfterSeconds: number };

export async function wordsOfNotNow(failure: NotNow): Promise<string> {
  const t = await getTranslations('form');
  switch (failure.kind) {
    case 'busy':
      return t('busy', { seconds: failure.retryAfterSeconds });
    case 'unavailable':
      return t('unavailable');
    case 'malformed':
      return t('malformed');
    default:
      return assertNever(failure);
  }
}

/** That the machine could not take it now, for a form that waits or keeps what was typed; else nothing. */
export function notNowOf(outcome: { kind: string; retryAfterSeconds?: number }): SteadyAnswer {
  if (outcome.kind === 'unavailable') return { notNow: { retryAfterSeconds: null } };
  if (outcome.kind !== 'busy') return {};
  return { notNow: { retryAfterSeconds: outcome.retryAfterSeconds ?? null } };
}
