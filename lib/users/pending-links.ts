import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { COUNTED, type Counted, counted } from '@/lib/counted-rules';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** How many arrivals wait for an administrator of the utility, counted to 1,000. */
export async function countPendingLinks({ utility }: Scope): Promise<Counted> {
  const [row] = await db().execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from sso_pending_links where utility_id = ${utility.utilityId} limit ${COUNTED + 1}
    ) as waiting`);
  return counted(row?.count ?? 0);
}

/** An arrival that waits, and the account whose username it came with. */
export interface ListedLink {
  userId: string;
  username: string;
  provider: string;
  /** As the portal told them. */
  fullName: string | null;
  email: string | null;
  arrivals: number;
  subjectChanges: number;
  lastAt: Date;
}

const PAGE_SIZE = 50;

/**
 * A page of the arrivals that wait, newest first. Time does not grow with their number.
 *
 * @param after where the page before ended, from an address; one that is none of ours is the beginning
 */
export async function listPendingLinks(
  { utility }: Scope,
  after: string,
  size = PAGE_SIZE,
): Promise<{ links: ListedLink[]; next: string | null }> {
  const place = readPlace(after);
  const beyond = place
    ? sql`and (p.last_at, p.user_id, p.provider) <
        (${place[0]}::text::timestamptz, ${place[1]}::uuid, ${place[2]}::text)`
    : sql``;
  const rows = await db().execute<LinkRow>(sql`
    select p.user_id, u.username, p.provider, p.full_name, p.email, p.arrivals, p.subject_changes,
      p.last_at
    from sso_pending_links p
    join users u on u.utility_id = p.utility_id and u.user_id = p.user_id
    where p.utility_id = ${utility.utilityId} ${beyond}
    order by p.last_at desc, p.user_id desc, p.provider desc limit ${size + 1}`);
  const links = rows.slice(0, size).map(toLink);
  const last = links.at(-1);
  return { links, next: rows.length > size && last ? placeToken(last) : null };
}

type LinkRow = {
  user_id: string;
  username: string;
  provider: string;
  full_name: string | null;
  email: string | null;
  arrivals: number;
  subject_changes: number;
  last_at: string | Date;
};

function toLink(row: LinkRow): ListedLink {
  return {
    userId: row.user_id,
    username: row.username,
    provider: row.provider,
    fullName: row.full_name,
    email: row.email,
    arrivals: row.arrivals,
    subjectChanges: row.subject_changes,
    lastAt: new Date(row.last_at),
  };
}

const PLACE = z.tuple([z.iso.datetime(), z.uuid(), z.string().max(2_000)]);

function placeToken({ lastAt, userId, provider }: ListedLink): string {
  const place = [lastAt.toISOString(), userId, provider];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function readPlace(token: string): z.infer<typeof PLACE> | null {
  if (token === '' || token.length > 8_000) return null;
  try {
    const read = PLACE.safeParse(JSON.parse(Buffer.from(token, 'base64url').toString()));
    return read.success && !read.data[2].includes('\0') ? read.data : null;
  } catch {
    return null;
  }
}
