import type { Servers } from '@/tests/e2e/support/servers';
import { expect } from '@/tests/e2e/support/test';

/**
 * Leaves in the middle of a sign-in: it waits for the account's row, which is let go of when the server
 * knows that the browser has left.
 *
 * @param ask sends what signs in; returns how to leave
 */
export async function leaveWhileSigningIn(
  { sql }: Servers,
  userId: string,
  ask: () => () => Promise<void>,
): Promise<void> {
  await sql.begin(async (tx) => {
    const [holder] = await tx`select pg_backend_pid() as pid from users
      where user_id = ${userId} for update`;
    const leave = ask();
    const waiting = () => sql`select pid from pg_stat_activity
      where ${holder?.pid} = any(pg_blocking_pids(pid))`;
    await expect.poll(async () => (await waiting()).length).toBeGreaterThan(0);
    await leave();
  });
}
