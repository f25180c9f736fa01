import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { StoredEvent } from '@/lib/audit/seal-rules';
import { type Say, tellEvent } from './event-words';
import { whereOf, whoOf } from './told-parties';

const COLUMNS = ['when', 'who', 'whom', 'what', 'where'] as const;
type Column = (typeof COLUMNS)[number];

/** A table where there is room; else a block for each event, its cells under each other with labels. */
export async function EventTable({ events, say }: { events: StoredEvent[]; say: Say }) {
  const t = await getTranslations('audit');
  return (
    <table className="block w-full rounded-card border border-line bg-surface text-sm md:table">
      <caption className="sr-only">{t('table')}</caption>
      <thead className="sr-only md:not-sr-only md:table-header-group">
        <tr className="md:table-row">
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className="p-3 text-left align-bottom font-semibold">
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {events.map((event) => (
          <EventRow
            key={String(event.eventId)}
            event={event}
            say={say}
            label={(column) => t(column)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface EventRowProps {
  event: StoredEvent;
  say: Say;
  label(column: Column): string;
}

function EventRow({ event, say, label }: EventRowProps) {
  const { what, changes } = tellEvent(say, event);
  return (
    <tr className="block border-t border-line p-3 first:border-t-0 md:table-row md:first:border-t">
      <Cell label={label('when')}>
        <time dateTime={event.at.toISOString()} className="lg:whitespace-nowrap">
          {say.instant(event.at)}
        </time>
      </Cell>
      <Cell label={label('who')}>{whoOf(say, event)}</Cell>
      <Cell label={label('whom')}>{event.subjectName ?? '—'}</Cell>
      <Cell label={label('what')}>
        {what}
        {changes.length > 0 && (
          <ul>
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        )}
      </Cell>
      <Cell label={label('where')}>{whereOf(say, event)}</Cell>
    </tr>
  );
}

function Cell({ label, children }: { label: string; children: ReactNode }) {
  return (
    <td className="flex gap-2 py-0.5 align-top md:table-cell md:p-3">
      <span aria-hidden="true" className="w-24 shrink-0 font-semibold md:hidden">
        {label}
      </span>
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </td>
  );
}
