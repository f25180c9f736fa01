import { getTranslations } from 'next-intl/server';
import { Notice } from '@/components/notice';
import type { Filter, Turn, TypedFilter } from '@/lib/audit-list/filter-rules';
import { listEvents, sealedUpTo } from '@/lib/audit-list/list-events';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import type { Scope } from '@/lib/scope';
import { EventTable } from './event-table';
import { ExportLinks } from './export-links';
import { ListTurns } from './list-turns';
import { NamelessCount } from './nameless-count';
import { sayForReader } from './say';

interface EventListProps {
  scope: Scope;
  filter: Filter;
  typed: TypedFilter;
  turn: Turn;
}

/** A page of the list with what belongs to it. */
export async function EventList({ scope, filter, typed, turn }: EventListProps) {
  const t = await getTranslations('audit');
  const say = await sayForReader();
  const page = await orUnavailable(() => listEvents(scope, filter, turn));
  const sealed = await orUnavailable(() => sealedUpTo(scope));
  return (
    <div className="mt-6 space-y-4">
      <p className="text-sm text-muted">
        {sealed ? t('sealed', { when: say.instant(sealed) }) : t('notSealed')}
      </p>
      <NamelessCount count={page.nameless} />
      {page.events.length > 0 ? (
        <EventTable events={page.events} say={say} />
      ) : (
        <Notice
          kind="info"
          title={page.personKnown ? t('none') : t('unknownPerson', { person: typed.person })}
        />
      )}
      <ListTurns
        typed={typed}
        page={page}
        isFirst={!page.newer && (turn === null || page.events.length > 0)}
      />
      <ExportLinks typed={typed} />
    </div>
  );
}
