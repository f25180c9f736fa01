import { and, eq, gt } from 'drizzle-orm';
import { samlArrivals } from '@/drizzle/schema';
import { type Database, db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import type { KeptArrival } from '@/lib/sso/saml/kept-arrival';
import { openNote, sealNote } from '@/lib/sso/sealed-note';
import { randomSecret, secretHash } from '@/lib/tokens';

/** How long the browser may take from the portal's form to the request that brings its cookies. */
export const ARRIVAL_SECONDS = 120;

/**
 * Keeps what an answer came to, encrypted, under a new handle: an answer is a form of another site, to which
 * a browser adds no cookie, so that only the next request can tell whose answer it is.
 * @returns the handle, 256 random bits
 */
export async function keepArrival(
  tx: Database,
  { utility, now }: Scope,
  arrival: KeptArrival,
): Promise<string> {
  const handle = randomSecret();
  const { utilityId } = utility;
  await tx.insert(samlArrivals).values({
    utilityId,
    handleHash: secretHash(handle),
    sealed: sealNote(placeOf(utilityId), arrival),
    expiresAt: new Date(now().getTime() + ARRIVAL_SECONDS * 1000),
  });
  return handle;
}

/** Takes what is kept under a handle, once; null where there is nothing of this utility, or not any more. */
export async function takeArrival(scope: Scope, handle: string): Promise<KeptArrival | null> {
  const [row] = await db()
    .delete(samlArrivals)
    .where(isUnder(scope, handle))
    .returning({ sealed: samlArrivals.sealed });
  return opened(scope, row);
}

/** Looks at it, and leaves it there. */
export async function seeArrival(scope: Scope, handle: string): Promise<KeptArrival | null> {
  const [row] = await db()
    .select({ sealed: samlArrivals.sealed })
    .from(samlArrivals)
    .where(isUnder(scope, handle));
  return opened(scope, row);
}

function isUnder({ utility, now }: Scope, handle: string) {
  return and(
    eq(samlArrivals.utilityId, utility.utilityId),
    eq(samlArrivals.handleHash, secretHash(handle)),
    gt(samlArrivals.expiresAt, now()),
  );
}

function opened({ utility }: Scope, row: { sealed: string } | undefined): KeptArrival | null {
  // Nobody but this side can have sealed it.
  return row ? (openNote(placeOf(utility.utilityId), row.sealed) as KeptArrival | null) : null;
}

function placeOf(utilityId: string): string {
  return `saml arrival ${utilityId}`;
}
