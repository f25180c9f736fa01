import type { Answer } from '@/tests/e2e/support/ask';
import { disable, newcomer, newUsername, person, WRONG } from '@/tests/e2e/support/people';
import { allSettled, FORGOT, outcomeOf, requestReset, TAKEN } from '@/tests/e2e/support/reset';
import { rawLogs } from '@/tests/e2e/support/server-logs';
import { until } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';

/** An answer without what differs from one to the next for anybody. */
function comparable({ status, headers, body }: Answer): string {
  const { date: _, 'x-request-id': __, ...rest } = headers;
  const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? 'NONCE';
  return JSON.stringify({ status, headers: rest, body }).replaceAll(nonce, 'NONCE');
}

test('no answer tells which addresses are known, shared, locked, disabled or for SSO', async ({
  visitor,
}) => {
  const shared = `shared-${newUsername()}@mail.example`;
  await person('river', { email: shared });
  await person('river', { email: shared });
  const locked = await person('river');
  for (const _ of [1, 2, 3]) await visitor('river').signIn({ ...locked, password: WRONG });
  const disabled = await person('river');
  await disable(disabled);
  const addresses = {
    known: (await person('river')).email,
    unknown: `${newUsername()}@mail.example`,
    shared,
    locked: locked.email,
    disabled: disabled.email,
    sso: (await newcomer('river', { signInMethod: 'sso' })).email,
    temporary: (await newcomer('river')).email,
    'of another utility': (await person('harbor')).email,
  };
  const answers = Object.entries(addresses).map(async ([kind, email]) => {
    const guest = visitor('river');
    const sent = await requestReset(guest, email);
    const page = await guest.get(sent.headers.location ?? '');
    return { kind, sent, seen: [comparable(sent), comparable(page)], cookies: [...guest.cookies] };
  });
  const [known, ...others] = await Promise.all(answers);
  expect(known && outcomeOf(known.sent)).toEqual(TAKEN);
  expect(known?.seen[1]).toContain('Password reset confirmation');
  for (const { kind, seen, cookies } of others) {
    expect([kind, ...seen]).toEqual([kind, ...(known?.seen ?? [])]);
    expect(cookies).toEqual([]);
  }
});

test('the confirmation by hand is the same page, and asks for nothing', async ({ visitor }) => {
  const guest = visitor('river');
  await requestReset(guest, `${newUsername()}@mail.example`);
  const [honest, byHand] = [
    await guest.get(`${FORGOT}?sent=1`),
    await visitor('river').get(`${FORGOT}?sent=1`),
  ];
  expect(comparable(byHand)).toBe(comparable(honest));
});

test('asking locks nobody and ends no session', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  for (const _ of [1, 2, 3, 4]) await requestReset(visitor('harbor'), dana.email);
  expect((await guest.get('/home')).status).toBe(200);
  expect((await visitor('harbor').signIn(dana)).headers.location).toBe('/home');
});

test('what is typed as an address is stored and logged nowhere once it was decided on', async ({
  address,
  servers,
  visitor,
}) => {
  const typed = `Typed-${newUsername()}`;
  const { headers } = await requestReset(visitor('river'), `${typed}@mail.example`);
  await allSettled(servers, address, []);
  const tables = await servers.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public'`;
  for (const { name } of tables) {
    const rows = await servers.sql`select 1 from ${servers.sql(name)} as t
      where row_to_json(t)::text ilike ${`%${typed}%`}`;
    expect([name, rows.length]).toEqual([name, 0]);
  }
  const [row] = await servers.sql`select sealed_address from reset_requests
    where client_address = ${address}`;
  expect(row?.sealed_address).toBeNull();
  const id = String(headers['x-request-id']);
  await until('the request is logged', async () => rawLogs().some((line) => line.includes(id)));
  expect(rawLogs().filter((line) => line.toLowerCase().includes(typed.toLowerCase()))).toEqual([]);
});
