import { sql } from 'drizzle-orm';
import { db } from '@/lib/db';
import { findUtility } from '@/lib/utilities/utility-store';

/** The idle minutes of the utility that is measured. */
export async function idleMinutesOf(): Promise<number> {
  const utility = await findUtility(db(), 'harbor');
  if (!utility) throw new Error('The utility harbor is not there.');
  return utility.session.idleMinutes;
}

/** Makes a person's sessions as old as if they ended in so many seconds. */
export async function makeIdle(username: string, secondsLeft: number): Promise<void> {
  const seconds = (await idleMinutesOf()) * 60 - secondsLeft;
  await db().execute(sql`update sessions set last_active_at = now() - make_interval(secs => ${seconds})
    from users where users.utility_id = sessions.utility_id and users.user_id = sessions.user_id
      and users.utility_id = 'harbor' and users.username_key = ${username}`);
}
