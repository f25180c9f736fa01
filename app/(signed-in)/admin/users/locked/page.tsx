import { getTranslations } from 'next-intl/server';
import { shortInstant, zoneName } from '@/app/parts/user-words';
import { Button } from '@/components/button';
import { DataTable } from '@/components/data-table';
import { Notice } from '@/components/notice';
import { PageHeading } from '@/components/page-heading';
import { TextField } from '@/components/text-field';
import { instantOf, localOf } from '@/lib/local-time-rules';
import { answerWith } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { countLockedSince } from '@/lib/users/locked-users';
import { AdminPage, titledForAdministrators } from '../../admin-page';
import { unlockManyAction } from './actions';
import { isLockTime } from './lock-time';

export const generateMetadata = () => titledForAdministrators('lockedUsers');

const AN_HOUR_MS = 3_600_000;

export default async function LockedUsersPage({ searchParams }: PageProps<'/admin/users/locked'>) {
  const query = await searchParams;
  const t = await getTranslations('lockedUsers');
  const not = await getTranslations('editUser.not');
  const form = await getTranslations('form');
  return (
    <AdminPage section="users">
      {async ({ scope }) => {
        const asked = typeof query.since === 'string' ? query.since : null;
        const { timeZone } = scope.utility;
        const { since, fault } = readSince(asked, timeZone, scope.now());
        // Beside an error nothing that was not typed: it would pass for what the error is about.
        const anHourAgo = new Date(scope.now().getTime() - AN_HOUR_MS);
        const shown = asked === null ? anHourAgo : since;
        if (fault) answerWith(400);
        const unlocked = /^\d{1,7}$/.test(String(query.unlocked)) ? Number(query.unlocked) : null;
        return (
          <div className="max-w-medium space-y-6">
            <PageHeading title={t('title')}>
              <p>{t('lead')}</p>
            </PageHeading>
            {unlocked !== null && (
              <Notice kind="success" title={t('done', { count: unlocked })} role="status" />
            )}
            {query.not && <Notice kind="error" title={not('unavailable')} role="alert" />}
            <form action="/admin/users/locked" className="flex flex-wrap items-end gap-3">
              <div className="min-w-0 grow">
                <TextField
                  id="since"
                  name="since"
                  type="datetime-local"
                  label={t('since')}
                  hint={t('sinceHint', { zone: await zoneName() })}
                  error={fault && t(fault)}
                  errorPrefix={form('error')}
                  defaultValue={shown ? localOf(shown, timeZone) : ''}
                />
              </div>
              <Button variant="secondary">{t('show')}</Button>
            </form>
            {since && !fault && <Locked scope={scope} since={since} />}
          </div>
        );
      }}
    </AdminPage>
  );
}

/** From the form in the utility's time zone, or an instant from a link of ours. */
function readSince(
  asked: string | null,
  timeZone: string,
  now: Date,
): { since: Date | null; fault?: 'fault' | 'future' } {
  if (asked === null) return { since: null };
  const isInstant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(asked);
  const since = isInstant ? new Date(asked) : instantOf(asked, timeZone);
  if (!since || !isLockTime(since)) return { since: null, fault: 'fault' };
  return since > now ? { since, fault: 'future' } : { since };
}

async function Locked({ scope, since }: { scope: Scope; since: Date }) {
  const t = await getTranslations('lockedUsers');
  const columns = await getTranslations('users.column');
  const { count, hasMore, first } = await countLockedSince(scope, since);
  const rows = first.map(async (user) => ({
    key: user.user_id,
    cells: {
      username: <a href={`/admin/users/${user.user_id}`}>{user.username}</a>,
      name: user.full_name,
      lockedAt: await shortInstant(user.locked_at),
    },
  }));
  return (
    <section className="space-y-4">
      <p className="font-semibold">{hasMore ? t('countMany', { count }) : t('count', { count })}</p>
      {count > 0 && (
        <>
          <form action={unlockManyAction}>
            <input type="hidden" name="since" value={since.toISOString()} />
            <Button>{hasMore ? t('unlockMany') : t('unlock', { count })}</Button>
          </form>
          <DataTable
            caption={t('title')}
            columns={[
              { key: 'username', label: columns('username') },
              { key: 'name', label: columns('name') },
              { key: 'lockedAt', label: t('lockedAt') },
            ]}
            rows={await Promise.all(rows)}
          />
          {count > first.length && <p>{t('more', { count: first.length })}</p>}
        </>
      )}
    </section>
  );
}
