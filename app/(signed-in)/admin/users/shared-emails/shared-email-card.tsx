import { getTranslations } from 'next-intl/server';
import { fullInstant } from '@/app/parts/user-words';
import { Card } from '@/components/card';
import type { SharedEmail } from '@/lib/users/shared-emails';
import { pathOf } from '../[userId]/user-path';
import { OwnEmailForm } from './own-email-form';

/** An address, what it has cost so far, and its people side by side with a way to mend each. */
export async function SharedEmailCard({ email }: { email: SharedEmail }) {
  const t = await getTranslations('sharedEmails');
  const form = await getTranslations('form');
  const { emailKey, blocked, lastBlockedAt, users } = email;
  const last = lastBlockedAt && t('last', { at: await fullInstant(lastBlockedAt) });
  return (
    <Card title={emailKey} id={`address-${users[0]?.userId}`}>
      <p>{[t('blocked', { count: blocked }), last].filter(Boolean).join(', ')}.</p>
      <ul className="grid gap-5 sm:grid-cols-2">
        {users.map((user) => (
          <li key={user.userId} className="space-y-2">
            <p>
              <a href={pathOf(user.userId)} className="inline-block min-h-6 font-semibold">
                {user.username}
              </a>
              <span className="block text-muted">{user.fullName}</span>
            </p>
            <OwnEmailForm
              userId={user.userId}
              version={user.version}
              email={user.email}
              words={{
                label: t('email', { username: user.username }),
                save: t('save'),
                error: form('error'),
              }}
            />
          </li>
        ))}
      </ul>
      {email.uses > users.length && (
        <p>
          <a href={`/admin/users?${new URLSearchParams({ q: emailKey, shared: '1' })}`}>
            {t('all', { count: email.uses })}
          </a>
        </p>
      )}
    </Card>
  );
}
