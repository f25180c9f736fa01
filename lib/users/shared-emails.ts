import { sql } from 'drizzle-orm';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** Counted no further: above it the page says "1,000+". */
const COUNTED = 1_000;

/** How many addresses of the utility several accounts share; 1,001 stands for more than 1,000. */
export async function countSharedEmails({ utility }: Scope): Promise<number> {
  const [row] = await db().execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from email_uses where utility_id = ${utility.utilityId} and uses > 1
      limit ${COUNTED + 1}
    ) as shared`);
  return row?.count ?? 0;
}
