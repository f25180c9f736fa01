import { getTranslations } from 'next-intl/server';
import { requestContext } from '@/lib/request-context';
import type { Utility } from '@/lib/utilities/utility';

type TitledPage =
  | 'welcome'
  | 'home'
  | 'createPassword'
  | 'changePassword'
  | 'sessions'
  | 'forgotPassword'
  | 'resetRequested'
  | 'resetPassword'
  | 'users'
  | 'addUser'
  | 'editUser'
  | 'sharedEmails'
  | 'pendingLinks'
  | 'lockedUsers'
  | 'import'
  | 'audit'
  | 'sso.continue'
  | 'forAdministrators'
  | 'sso.test'
  | 'notFound';

/** What a page's tab says: the page first, then the utility. */
export async function titled(page: TitledPage) {
  const t = await getTranslations();
  const { name: utility } = requestContext().utility;
  return { title: t('app.pageTitle', { page: t(`${page}.title`), utility }) };
}

/** Where the utility's logo is, under a name that changes with its content; or null. */
export function logoUrl(utility: Utility): string | null {
  return utility.brand.logoDigest && `/logo/${utility.brand.logoDigest}`;
}

/** The words that every password field needs. */
export async function passwordToggleWords() {
  const t = await getTranslations('form');
  return { show: t('show'), hide: t('hide'), rest: t('password') };
}
