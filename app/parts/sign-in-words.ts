import { getTranslations } from 'next-intl/server';
import { type NotNow, notNowOf, wordsOfNotNow } from '@/app/parts/form-failure-words';
import type { SteadyAnswer } from '@/app/parts/use-steady-form';
import type { SummaryError } from '@/components/error-summary';
import { requestContext } from '@/lib/request-context';
import type { SignInRefusal } from '@/lib/sign-in/refusal-code';

/** What the sign-in form shows after an attempt. It goes through the browser: words only. */
export interface SignInFormState extends SteadyAnswer {
  errors: SummaryError[];
  help: string[];
  username: string;
}

type Refusal = SignInRefusal | { kind: 'incomplete' } | NotNow;

/** The words for an attempt that did not sign in. */
export async function wordsOfRefusal(
  refusal: Refusal,
  typed: { username: string; password: string },
): Promise<SignInFormState> {
  const { errors, help = [] } = await say(refusal, typed);
  // For everybody alike, whether such an account exists or not.
  const isEmailLike = typed.username.includes('@');
  const explains = refusal.kind === 'wrong' || refusal.kind === 'locked';
  if (isEmailLike && explains) help.push((await refusedWords())('notTheEmail'));
  return { errors, help, username: typed.username, ...notNowOf(refusal) };
}

/** The words for an attempt of which nothing is known but how it ended. */
export function wordsOfEnd(refusal: Refusal): Promise<SignInFormState> {
  return wordsOfRefusal(refusal, { username: '', password: '' });
}

const refusedWords = () => getTranslations('welcome.refused');

async function say(
  refusal: Refusal,
  typed: { username: string; password: string },
): Promise<{ errors: SummaryError[]; help?: string[] }> {
  const t = await refusedWords();
  const { sso } = requestContext().utility;
  const one = (text: string, help?: string[]) => ({ errors: [{ text }], help });
  switch (refusal.kind) {
    case 'incomplete':
      return { errors: await missing(typed) };
    case 'wrong':
      return one(t('wrong', { attempts: refusal.attemptsLeft }));
    case 'locked':
      return one(t('locked'), await whomToAsk('contactCsa'));
    case 'throttled':
      return one(t('throttled', { seconds: refusal.retryAfterSeconds }));
    case 'disabled':
      return one(t('disabled'), await whomToAsk('disabledHelp'));
    case 'temporary_password_expired':
      return one(t('temporaryExpired'), await whomToAsk('temporaryExpiredHelp'));
    case 'passwords_off':
      return one(
        t('passwordsOff', {
          portal: sso?.portalName ?? (await getTranslations('welcome'))('yourPortal'),
        }),
      );
    default:
      return one(await wordsOfNotNow(refusal));
  }
}

/** What to do when only the Customer Service Administrator can help. */
export async function whomToAsk(
  key: 'contactCsa' | 'disabledHelp' | 'temporaryExpiredHelp',
): Promise<string[]> {
  const t = await refusedWords();
  const { contact } = requestContext().utility;
  return [contact ? t(`${key}At`, { contact }) : t(key), t('askSupervisor')];
}

async function missing(typed: { username: string; password: string }): Promise<SummaryError[]> {
  const t = await getTranslations('welcome');
  const errors: SummaryError[] = [];
  if (typed.username.trim() === '') errors.push({ text: t('enterUsername'), href: '#username' });
  if (typed.password === '') errors.push({ text: t('enterPassword'), href: '#password' });
  return errors;
}
