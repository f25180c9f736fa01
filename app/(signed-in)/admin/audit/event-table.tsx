import { getTranslations } from 'next-intl/server';
import { DataTable } from '@/components/data-table';
import type { StoredEvent } from '@/lib/audit/seal-rules';
import { type Say, tellEvent } from './event-words';
import { whereOf, whoOf } from './told-parties';

const COLUMNS = ['when', 'who', 'whom', 'what', 'where'] as const;

/** Who did what to whom, a row each. */
export async function EventTable({ events, say }: { events: StoredEvent[]; say: Say }) {
  const t = await getTranslations('audit');
  return (
    <DataTable
      caption={t('table')}
      columns={COLUMNS.map((key) => ({ key, label: t(key), isLong: key === 'what' }))}
      rows={events.map((event) => ({
        key: String(event.eventId),
        cells: {
          when: <time dateTime={event.at.toISOString()}>{say.instant(event.at)}</time>,
          who: whoOf(say, event),
          whom: event.subjectName ?? '—',
          what: <What event={event} say={say} />,
          where: whereOf(say, event),
        },
      }))}
    />
  );
}

function What({ event, say }: { event: StoredEvent; say: Say }) {
  const { what, changes } = tellEvent(say, event);
  return (
    <>
      {what}
      {changes.length > 0 && (
        <ul>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
    </>
  );
}
