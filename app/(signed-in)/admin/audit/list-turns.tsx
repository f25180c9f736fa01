import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button';
import { addressQuery, type Turn, type TypedFilter } from '@/lib/audit-list/filter-rules';
import type { EventPage } from '@/lib/audit-list/list-events';

interface ListTurnsProps {
  typed: TypedFilter;
  page: EventPage;
  /** Whether this page is the list's first. */
  isFirst: boolean;
}

/** Links to the pages before and after this one, which can be bookmarked. */
export async function ListTurns({ typed, page, isFirst }: ListTurnsProps) {
  const t = await getTranslations('audit');
  const link = (label: string, turn: Turn) => {
    const query = addressQuery(typed, turn);
    return { label, href: query === '' ? '/admin/audit' : `/admin/audit?${query}` };
  };
  const links = [
    ...(isFirst ? [] : [link(t('newest'), null)]),
    ...(page.newer ? [link(t('newer'), page.newer)] : []),
    ...(page.older ? [link(t('older'), page.older)] : []),
  ];
  if (links.length === 0) return null;
  return (
    <nav aria-label={t('pages')}>
      <ul className="flex flex-wrap gap-2">
        {links.map((link) => (
          <li key={link.href}>
            <ButtonLink href={link.href} variant="secondary" small>
              {link.label}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
