import { getTranslations } from 'next-intl/server';
import type { SummaryError } from '@/components/error-summary';
import type { AskedFor } from '@/lib/audit-list/filter-rules';

/** What of an address is not understood, in words, each with its field. */
export async function faultWords(asked: AskedFor): Promise<SummaryError[]> {
  const t = await getTranslations('audit.fault');
  if (asked.kind === 'invalid') {
    return asked.faults.map(({ field, fault }) => ({
      text: t(fault === 'before_from' ? 'until_before_from' : field),
      href: `#${field}`,
    }));
  }
  if (asked.kind === 'valid') return [];
  return [{ text: (await getTranslations('users.fault'))('place') }];
}
