import { getTranslations } from 'next-intl/server';
import { portalName } from '@/app/parts/user-words';
import type { UserDetails } from '@/lib/users/find-user';
import type { Utility } from '@/lib/utilities/utility';
import { typedPasswordWords } from '../typed-password-words';

/** The words of the button that gives a temporary password. */
export async function passwordResetWords(user: UserDetails, utility: Utility) {
  const t = await getTranslations('editUser');
  const form = await getTranslations('form');
  const typed = await typedPasswordWords(utility);
  const isSso = user.signInMethod === 'sso';
  return {
    words: {
      button: isSso ? t('changeToPassword') : t('reset'),
      text: isSso
        ? t('changeToPasswordText', { portal: await portalName() })
        : t('resetText', { name: user.fullName }),
      problem: form('problem'),
      error: form('error'),
      back: t('back'),
    },
    typing: typed && { summary: t('typeOne'), ...typed },
  };
}
