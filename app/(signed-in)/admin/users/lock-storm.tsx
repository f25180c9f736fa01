import { getFormatter, getTranslations } from 'next-intl/server';
import { Notice } from '@/components/notice';
import type { Scope } from '@/lib/scope';
import { lockStorm } from '@/lib/users/locked-users';

/** Many locks in a short time, at the top of the page: whoever looks for one of them sees the rest. */
export async function LockStorm({ scope }: { scope: Scope }) {
  const storm = await lockStorm(scope);
  if (!storm) return null;
  const t = await getTranslations('users');
  const format = await getFormatter();
  const since = encodeURIComponent(storm.since.toISOString());
  return (
    <Notice
      kind="warning"
      title={
        storm.hasMore
          ? t('stormMany', { count: format.number(storm.count) })
          : t('storm', { count: storm.count })
      }
    >
      <p>{t('stormText')}</p>
      <p>
        <a href={`/admin/users/locked?since=${since}`}>{t('stormLink')}</a>
      </p>
    </Notice>
  );
}
