import { getFormatter, getTranslations } from 'next-intl/server';
import { Notice } from '@/components/notice';
import { COUNTED } from '@/lib/counted-rules';

/**
 * Attempts that name nobody: not a line each, or whoever runs a list of names would fill the page. One
 * more than are counted stands for more.
 */
export async function NamelessCount({ count }: { count: number | null }) {
  const t = await getTranslations('audit');
  const format = await getFormatter();
  if (!count) return null;
  return (
    <Notice
      kind="info"
      title={
        count > COUNTED
          ? t('namelessMany', { count: format.number(COUNTED) })
          : t('nameless', { count })
      }
    />
  );
}
