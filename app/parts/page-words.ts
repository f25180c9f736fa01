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
  return titledAs((await getTranslations())(`${page}.title`));
}

/** The same for a page that is headed by what happened. */
export async function titledAs(page: string) {
  const t = await getTranslations('app');
  return { title: t('pageTitle', { page, utility: requestContext().utility.name }) };
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
