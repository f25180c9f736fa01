import type { Answer } from '@/tests/e2e/support/ask';
import { disable, newcomer, newUsername, person, WRONG } from '@/tests/e2e/support/people';
import { rawLogs } from '@/tests/e2e/support/server-logs';
import { expect, test } from '@/tests/e2e/support/test';

/** An answer without what differs from one to the next for anybody. */
function comparable({ status, headers, body }: Answer, username: string): string {
  const { date: _, 'x-request-id': __, ...rest } = headers;
  const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? '-';
  expect(nonce).toHaveLength(43);
  return JSON.stringify({ status, headers: rest, body })
    .replaceAll(nonce, 'NONCE')
    .replaceAll(username, 'USERNAME');
}

test('no answer tells which usernames exist, sign in by SSO, are disabled or expired', async ({
  servers,
  visitor,
}) => {
  const expired = await newcomer('river');
  await servers.sql`update users set temporary_expires_at = now() - interval '1 hour'
    where user_id = ${expired.userId}`;
  const disabled = await person('river');
  await disable(disabled);
  const usernames = {
    known: (await person('river')).username,
    unknown: newUsername(),
    sso: (await newcomer('river', { signInMethod: 'sso' })).username,
    temporary: (await newcomer('river')).username,
    expired: expired.username,
    disabled: disabled.username,
  };
  const answers = Object.entries(usernames).map(async ([kind, username]) => {
    const guest = visitor('river');
    const seen: string[] = [];
    for (const _ of [1, 2, 3, 4]) {
      seen.push(comparable(await guest.signIn({ username, password: WRONG }), username));
    }
    return { kind, seen };
  });
  const [known, ...others] = await Promise.all(answers);
  expect(known?.seen[1]).toContain('You have 1 attempt left');
  expect(known?.seen[3]).toContain('This account is locked.');
  for (const { kind, seen } of others) {
    expect([kind, ...seen]).toEqual([kind, ...(known?.seen ?? [])]);
  }
});

test('what is typed as a username that is none is stored and logged nowhere', async ({
  servers,
  visitor,
}) => {
  const secret = `Typed-${newUsername()}`;
  await visitor('river').signIn({ username: secret, password: `${secret}-too` });
  const tables = await servers.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public'`;
  for (const { name } of tables) {
    const rows = await servers.sql`select 1 from ${servers.sql(name)} as t
      where row_to_json(t)::text ilike ${`%${secret}%`}`;
    expect([name, rows.length]).toEqual([name, 0]);
  }
  expect(rawLogs().filter((line) => line.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
});
