import { getTranslations } from 'next-intl/server';
import type { Progress } from '@/lib/users/import/progress-rules';
import type { Import } from '@/lib/users/import/view-imports';

/** What is shown of an import that is under way. */
export interface ShownProgress {
  state: Import['state'];
  /** From 0 to 1. */
  part: number;
  text: string;
}

export async function shownProgress(
  found: Pick<Import, 'state' | 'good'>,
  { count, part, secondsLeft }: Progress,
): Promise<ShownProgress> {
  const t = await getTranslations('import');
  const done =
    found.state === 'checking'
      ? t('checkingCount', { count })
      : t('importingCount', { count, all: found.good });
  const left =
    secondsLeft === null
      ? []
      : secondsLeft < 90
        ? [t('leftSeconds', { seconds: secondsLeft })]
        : [t('leftMinutes', { minutes: Math.round(secondsLeft / 60) })];
  return { state: found.state, part, text: [done, ...left].join(', ') };
}
