import { users } from '@/drizzle/schema';
import { isAccount } from '@/lib/accounts/account-store';
import { db } from '@/lib/db';
import type { Locale } from '@/lib/locale-rules';
import type { Scope } from '@/lib/scope';

/**
 * Whoever acts reads pages and mails in this language from now on, wherever they sign in; harmless for
 * nobody, and where the account is gone. No event, as it changes nothing about who may do what; and no new
 * version of the account, or an administrator's open form of it would be refused.
 */
export async function chooseLanguage({ utility, actor }: Scope, locale: Locale): Promise<void> {
  if (actor.kind !== 'person') return;
  await db().update(users).set({ locale }).where(isAccount(utility.utilityId, actor.userId));
}
