import { getTranslations } from 'next-intl/server';
import { type NotNow, notNowOf, wordsOfNotNow } from '@/app/parts/form-failure-words';
import { passwordToggleWords } from '@/app/parts/page-words';
import { requirementWords } from '@/app/parts/requirement-words';
import type { SteadyAnswer } from '@/app/parts/use-steady-form';
import type { SummaryError } from '@/components/error-summary';
import type { PasswordToggleWords } from '@/components/password-field';
import type { NewPasswordFault } from '@/lib/passwords/new-password';
import { requestContext } from '@/lib/request-context';

/** What a form for a new password shows after an attempt. It goes through the browser: words only. */
export interface PasswordFormState extends SteadyAnswer {
  errors: SummaryError[];
  /** Which requirements to mark. */
  failed: NewPasswordFault[];
  /** What to do now, where no field can mend it. */
  help?: string[];
}

/** The words of {@link NewPasswordFields}. */
export interface NewPasswordWords {
  requirements: string;
  new: string;
  confirm: string;
  submit: string;
  problem: string;
  error: string;
  toggle: PasswordToggleWords;
  met: string;
  failed: string;
  /** When several things are wrong: the list beside the field says which. */
  notMet: string;
}

/** @param submit what the form's button says */
export async function newPasswordWords(submit: string): Promise<NewPasswordWords> {
  const t = await getTranslations('newPassword');
  const form = await getTranslations('form');
  const requirement = await getTranslations('requirement');
  return {
    requirements: t('requirements'),
    new: t('new'),
    confirm: t('confirm'),
    submit,
    problem: form('problem'),
    error: form('error'),
    toggle: await passwordToggleWords(),
    met: requirement('met'),
    failed: requirement('failed'),
    notMet: t('notMet'),
  };
}

/** One thing that is wrong, at a field or at none. */
export function oneFault(text: string, href?: string, help?: string[]): PasswordFormState {
  return { errors: [{ text, href }], failed: [], help };
}

/** That nothing could be done now. */
export async function faultNotNow(failure: NotNow): Promise<PasswordFormState> {
  return { ...oneFault(await wordsOfNotNow(failure)), ...notNowOf(failure) };
}

interface Typed {
  newPassword: string;
  confirmPassword: string;
}

/** Whether the two fields hold the same new password; to be asked before anything is examined. */
export function isUnmatched({ newPassword, confirmPassword }: Typed): boolean {
  return newPassword === '' || newPassword !== confirmPassword;
}

/** What is missing, or that the two are not the same. */
export async function faultsOfUnmatched({
  newPassword,
  confirmPassword,
}: Typed): Promise<SummaryError[]> {
  const t = await getTranslations('newPassword');
  if (newPassword === '') return [{ text: t('enterNew'), href: '#new-password' }];
  if (confirmPassword === '') return [{ text: t('enterConfirm'), href: '#confirm-password' }];
  return newPassword === confirmPassword ? [] : [{ text: t('noMatch'), href: '#confirm-password' }];
}

/** Everything that is wrong with a new password, at once. */
export async function wordsOfRefused(failed: NewPasswordFault[]): Promise<PasswordFormState> {
  const requirements = await requirementWords(requestContext().utility.passwords);
  const errors = requirements
    .filter(({ code }) => failed.includes(code))
    .map(({ fault }) => ({ text: fault, href: '#new-password' }));
  return { errors, failed };
}
