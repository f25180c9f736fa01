import { getTranslations } from 'next-intl/server';
import { shortInstant } from '@/app/parts/user-words';
import { DataTable } from '@/components/data-table';
import { VisuallyHidden } from '@/components/visually-hidden';
import { namesNobodyForEver } from '@/lib/accounts/subject-rules';
import type { ListedLink } from '@/lib/users/pending-links';
import { pathOf } from '../[userId]/user-path';

/** Who waits, and for whose account. */
export async function LinkTable({ links }: { links: ListedLink[] }) {
  const t = await getTranslations('pendingLinks');
  return (
    <DataTable
      caption={t('title')}
      columns={[
        { key: 'username', label: t('column.username'), isLong: true },
        { key: 'who', label: t('column.who'), isLong: true },
        { key: 'last', label: t('column.last') },
        { key: 'times', label: t('column.times') },
        { key: 'decide', label: t('column.decide'), isAction: true },
      ]}
      rows={await Promise.all(links.map(row))}
    />
  );
}

async function row({ userId, username, provider, ...link }: ListedLink) {
  const t = await getTranslations('pendingLinks');
  const count = (await getTranslations('editUser.link'))('count', { count: link.arrivals });
  const isChanging = namesNobodyForEver(link.subjectChanges);
  return {
    key: `${userId} ${provider}`,
    cells: {
      username,
      who: (
        <>
          {link.fullName || t('unnamed')}
          <span className="block text-muted">{link.email || t('unmailed')}</span>
        </>
      ),
      last: <time dateTime={link.lastAt.toISOString()}>{await shortInstant(link.lastAt)}</time>,
      times: isChanging ? `${count}, ${t('changing')}` : count,
      decide: (
        <a href={pathOf(userId)} className="inline-flex min-h-6 py-0 font-semibold">
          <span>
            {t.rich('decide', {
              username,
              hidden: (chunks) => <VisuallyHidden>{chunks}</VisuallyHidden>,
            })}
          </span>
        </a>
      ),
    },
  };
}
