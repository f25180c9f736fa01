import { getTranslations } from 'next-intl/server';
import { shortInstant } from '@/app/parts/user-words';
import { Button } from '@/components/button';
import { DataTable } from '@/components/data-table';
import { StatusTag } from '@/components/status-tag';
import { VisuallyHidden } from '@/components/visually-hidden';
import type { Device } from '@/lib/my-sessions/device-rules';
import type { MySession, MySessions } from '@/lib/my-sessions/list-sessions';
import { endOthersAction, endSessionAction } from './actions';

const COLUMNS = ['device', 'address', 'since', 'lastActive', 'end'] as const;

/** Where somebody is signed in, a row each, and what ends it. */
export async function SessionList({ shown, more }: MySessions) {
  const t = await getTranslations('sessions');
  return (
    <div className="space-y-6">
      <DataTable
        caption={t('title')}
        columns={COLUMNS.map((key) => ({
          key,
          label: t(`column.${key}`),
          isLong: key === 'address',
          isAction: key === 'end',
        }))}
        rows={await Promise.all(shown.map(row))}
      />
      {more > 0 && <p>{t('more', { count: more })}</p>}
      {shown.length + more > 1 ? (
        <form action={endOthersAction}>
          <Button variant="danger">{t('endOthers')}</Button>
        </form>
      ) : (
        <p>{t('alone')}</p>
      )}
    </div>
  );
}

async function row({ sessionId, isThis, device, ...session }: MySession) {
  const t = await getTranslations('sessions');
  const { clientAddress, createdAt, lastActiveAt } = session;
  const name = await deviceInWords(device);
  return {
    key: sessionId,
    cells: {
      device: (
        <>
          {name}
          {isThis && (
            <div className="font-normal">
              <StatusTag sign="success" tone="good">
                {t('this')}
              </StatusTag>
            </div>
          )}
        </>
      ),
      address: clientAddress || t('noAddress'),
      since: <Instant at={createdAt} />,
      lastActive: isThis ? t('now') : <Instant at={lastActiveAt} />,
      end: isThis ? (
        t('thisEnd')
      ) : (
        <form action={endSessionAction} className="inline-block">
          <input type="hidden" name="sessionId" value={sessionId} />
          <Button variant="secondary" small>
            <span>
              {t.rich('endOne', {
                device: name,
                since: await shortInstant(createdAt),
                hidden: (chunks) => <VisuallyHidden>{chunks}</VisuallyHidden>,
              })}
            </span>
          </Button>
        </form>
      ),
    },
  };
}

async function Instant({ at }: { at: Date }) {
  return (
    <time dateTime={at.toISOString()} className="whitespace-nowrap">
      {await shortInstant(at)}
    </time>
  );
}

/** «Chrome on Windows», as far as both are known. */
async function deviceInWords({ browser, system }: Device): Promise<string> {
  const t = await getTranslations('sessions');
  const name = t(`browser.${browser ?? 'unknown'}`);
  return system ? t('device', { browser: name, system: t(`system.${system}`) }) : name;
}
