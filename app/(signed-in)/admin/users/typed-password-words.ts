import { getTranslations } from 'next-intl/server';
import { passwordToggleWords } from '@/app/parts/page-words';
import { requirementWords } from '@/app/parts/requirement-words';
import type { Utility } from '@/lib/utilities/utility';

/** Faults that a temporary password cannot have, or that only monsters of passwords have. */
const UNSAID = ['same_as_temporary', 'remembered', 'too_long'];

export type TypedPasswordWords = NonNullable<Awaited<ReturnType<typeof typedPasswordWords>>>;

/** The words of the field in which a temporary password is typed; null where none may be. */
export async function typedPasswordWords({ signIn, passwords }: Utility) {
  if (signIn === 'sso' || !passwords.typedTemporary) return null;
  const t = await getTranslations('userForm');
  const list = (await requirementWords(passwords, 'other'))
    .filter(({ code }) => !UNSAID.includes(code))
    .map(({ code, text }) => ({ code, text }));
  return {
    label: t('password'),
    hint: t('passwordHint'),
    requirements: { title: t('requirements'), list },
    toggle: await passwordToggleWords(),
  };
}
