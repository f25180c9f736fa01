import { getTranslations } from 'next-intl/server';
import type { Query } from '@/app/parts/why-here';
import { Notice } from '@/components/notice';

/** What was just done, or why not. The address may say anything; the list below says what is. */
export async function SessionNotices({ query }: { query: Query }) {
  const t = await getTranslations('sessions');
  const form = await getTranslations('form');
  const count = /^\d{1,7}$/.test(String(query.count)) ? Number(query.count) : null;
  return (
    <div className="mb-6 space-y-4 empty:hidden">
      {query.done === 'over' && (
        <Notice kind="success" title={t('over')} role="status">
          <p>{t('overText')}</p>
        </Notice>
      )}
      {query.done === 'others' && count !== null && (
        <Notice kind="success" title={t('othersOver', { count })} role="status" />
      )}
      {query.not === 'unavailable' && (
        <Notice kind="error" title={form('unavailable')} role="alert" />
      )}
    </div>
  );
}
