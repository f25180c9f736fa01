import { eq } from 'drizzle-orm';
import { samlKeys } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { env } from '@/lib/env';
import type { ServiceKey, ServiceKeys } from '@/lib/sso/saml/service-keys';
import { decryptSecret, keyId } from '@/lib/tokens';

/** Keys that no value of AUTH_SECRET opens are published, and neither sign nor open anything. */
export async function serviceKeys(tx: Database, utilityId: string): Promise<ServiceKeys> {
  const rows = await tx.select().from(samlKeys).where(eq(samlKeys.utilityId, utilityId));
  const inOrder = STATES.flatMap((state) => rows.filter((row) => row.state === state));
  const of = (purpose: Row['purpose']) => inOrder.filter((row) => row.purpose === purpose);
  const signing = of('signing').find(({ state }) => state === 'current');
  return {
    signing: signing ? opened(signing) : null,
    decryption: of('encryption').flatMap((row) => opened(row) ?? []),
    published: {
      signing: of('signing').map(({ certificate }) => certificate),
      encryption: of('encryption').map(({ certificate }) => certificate),
    },
  };
}

/** Which comes first in the metadata, and is tried first. */
const STATES = ['current', 'next', 'former'] as const;

type Row = typeof samlKeys.$inferSelect;

function opened(row: Row): ServiceKey | null {
  const authSecret = env().AUTH_SECRET.find((secret) => keyId(secret) === row.sealedBy);
  if (!authSecret) return null;
  try {
    const privateKey = decryptSecret(authSecret, contextOf(row), row.sealedKey);
    return { keyId: row.keyId, certificate: row.certificate, privateKey };
  } catch {
    return null;
  }
}

/** Binds a ciphertext to its row: moved to another utility or key it does not open. */
function contextOf({ utilityId, keyId: id }: Pick<Row, 'utilityId' | 'keyId'>): string {
  return `saml key ${utilityId} ${id}`;
}
