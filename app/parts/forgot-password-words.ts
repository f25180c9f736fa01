import { getTranslations } from 'next-intl/server';
import { type NotNow, notNowOf, wordsOfNotNow } from '@/app/parts/form-failure-words';
import type { SteadyAnswer } from '@/app/parts/use-steady-form';
import type { SummaryError } from '@/components/error-summary';
import type { RequestResetOutcome } from '@/lib/password-reset/request-reset';
import { requestContext } from '@/lib/request-context';

/** What the form shows after an attempt. It goes through the browser: words, and what was typed. */
export interface ForgotPasswordState extends SteadyAnswer {
  errors: SummaryError[];
  email: string;
}

type Refusal =
  | Exclude<RequestResetOutcome, { kind: 'taken' }>
  | { kind: 'incomplete' }
  | Exclude<NotNow, { kind: 'busy' }>;

export async function wordsOfRefusal(
  refusal: Refusal,
  email: string,
): Promise<ForgotPasswordState> {
  return { errors: [await faultOf(refusal)], email, ...notNowOf(refusal) };
}

async function faultOf(refusal: Refusal): Promise<SummaryError> {
  const t = await getTranslations('forgotPassword');
  switch (refusal.kind) {
    case 'incomplete':
      return { text: t('enterEmail'), href: '#email' };
    case 'not_an_address':
      return { text: t('notAnAddress'), href: '#email' };
    case 'throttled':
      return { text: t('throttled', { minutes: Math.ceil(refusal.retryAfterSeconds / 60) }) };
    case 'passwords_off':
      return { text: await portalWords() };
    default:
      return { text: await wordsOfNotNow(refusal) };
  }
}

/** At a utility whose people sign in at its portal alone. */
export async function portalWords(): Promise<string> {
  const t = await getTranslations();
  const portal = requestContext().utility.sso?.portalName ?? t('welcome.yourPortal');
  return t('forgotPassword.portal', { portal });
}
