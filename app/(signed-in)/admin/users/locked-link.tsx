import { getTranslations } from 'next-intl/server';

/** The way to unlocking many, wherever somebody who is locked is seen: also long after an attack. */
export async function LockedLink() {
  const t = await getTranslations('lockedUsers');
  return <a href="/admin/users/locked">{t('link')}</a>;
}
