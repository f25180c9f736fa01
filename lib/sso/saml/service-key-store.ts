import { randomUUID } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import { samlKeys, utilities } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { env } from '@/lib/env';
import type { MadeKey } from '@/lib/sso/saml/make-certificate';
import type {
  KeyPurpose,
  KeyState,
  ListedKey,
  ServiceKey,
  ServiceKeys,
} from '@/lib/sso/saml/service-keys';
import { decryptSecret, encryptSecret, keyId } from '@/lib/tokens';

/** A stored key pair, its private key still encrypted. */
export type SealedKey = typeof samlKeys.$inferSelect;

/** Which comes first in the metadata, and is tried first. */
const STATES = ['current', 'next', 'former'] as const;
const PURPOSES = ['signing', 'encryption'] as const;

/**
 * Keys that no value of AUTH_SECRET opens neither sign nor open anything. A signing key is published
 * all the same, for what it has signed; an encryption key is not, or the portal would encrypt for nobody.
 */
export async function serviceKeys(tx: Database, utilityId: string): Promise<ServiceKeys> {
  const rows = inOrder(await rowsOf(tx, utilityId));
  const of = (purpose: KeyPurpose) => rows.filter((row) => row.purpose === purpose);
  const signing = of('signing').find(({ state }) => state === 'current');
  const decryption = of('encryption').flatMap((row) => opened(row) ?? []);
  return {
    signing: signing ? opened(signing) : null,
    decryption,
    published: {
      signing: of('signing').map(({ certificate }) => certificate),
      encryption: decryption.map(({ certificate }) => certificate),
    },
  };
}

/** The utility's key pairs without what is secret: by purpose, then current, next, former. */
export async function listedKeys(tx: Database, utilityId: string): Promise<ListedKey[]> {
  const rows = inOrder(await rowsOf(tx, utilityId));
  return PURPOSES.flatMap((purpose) => rows.filter((row) => row.purpose === purpose)).map((row) => {
    const { keyId: id, purpose, state, certificate, createdAt, expiresAt } = row;
    const isUsable = opened(row) !== null;
    return { keyId: id, purpose, state, certificate, createdAt, expiresAt, isUsable };
  });
}

/**
 * Makes this transaction the only one that changes the utility's keys. The utility's row stands for all
 * of them, so that there is one order; what refers to it, as each sign-in does, is not kept waiting.
 * @returns false where the utility is gone
 */
export async function holdServiceKeys(tx: Database, utilityId: string): Promise<boolean> {
  const rows = await tx
    .select({ utilityId: utilities.utilityId })
    .from(utilities)
    .where(eq(utilities.utilityId, utilityId))
    .for('no key update');
  return rows.length > 0;
}

/** Stores a key pair, its private key encrypted under the newest value of AUTH_SECRET. */
export async function insertServiceKey(
  tx: Database,
  utilityId: string,
  { purpose, state, key }: { purpose: KeyPurpose; state: KeyState; key: MadeKey },
): Promise<void> {
  const { certificate, privateKey, createdAt, expiresAt } = key;
  const row = { utilityId, keyId: randomUUID() };
  await tx.insert(samlKeys).values({
    ...row,
    purpose,
    state,
    certificate,
    ...sealed(row, privateKey),
    createdAt,
    expiresAt,
  });
}

/** Puts the utility's keys of one state into another, in which there must be none. */
export async function moveServiceKeys(
  tx: Database,
  utilityId: string,
  from: KeyState,
  to: KeyState,
): Promise<void> {
  await tx
    .update(samlKeys)
    .set({ state: to })
    .where(and(eq(samlKeys.utilityId, utilityId), eq(samlKeys.state, from)));
}

export async function deleteServiceKeys(
  tx: Database,
  utilityId: string,
  state: KeyState,
): Promise<void> {
  await tx
    .delete(samlKeys)
    .where(and(eq(samlKeys.utilityId, utilityId), eq(samlKeys.state, state)));
}

/** Every utility's key pairs, still encrypted. */
export function sealedKeys(tx: Database): Promise<SealedKey[]> {
  return tx.select().from(samlKeys).orderBy(asc(samlKeys.utilityId), asc(samlKeys.keyId));
}

/** Whether the newest value of AUTH_SECRET encrypted it. */
export function isSealedByNewestSecret({ sealedBy }: SealedKey): boolean {
  return sealedBy === keyId(env().AUTH_SECRET[0]);
}

/** The key pair; null where no value of AUTH_SECRET opens it, or its bytes are another row's. */
export function opened(row: SealedKey): ServiceKey | null {
  const authSecret = env().AUTH_SECRET.find((secret) => keyId(secret) === row.sealedBy);
  if (!authSecret) return null;
  try {
    const privateKey = decryptSecret(authSecret, contextOf(row), row.sealedKey);
    return { keyId: row.keyId, certificate: row.certificate, privateKey };
  } catch {
    return null;
  }
}

/** Encrypts one private key anew, unless that has happened since it was read. */
export async function sealKeyAgain(tx: Database, row: SealedKey, key: ServiceKey): Promise<void> {
  await tx
    .update(samlKeys)
    .set(sealed(row, key.privateKey))
    .where(
      and(
        eq(samlKeys.utilityId, row.utilityId),
        eq(samlKeys.keyId, row.keyId),
        eq(samlKeys.sealedKey, row.sealedKey),
      ),
    );
}

function rowsOf(tx: Database, utilityId: string): Promise<SealedKey[]> {
  return tx.select().from(samlKeys).where(eq(samlKeys.utilityId, utilityId));
}

function inOrder(rows: readonly SealedKey[]): SealedKey[] {
  return STATES.flatMap((state) => rows.filter((row) => row.state === state));
}

function sealed(row: Pick<SealedKey, 'utilityId' | 'keyId'>, privateKey: string) {
  const [authSecret] = env().AUTH_SECRET;
  return {
    sealedBy: keyId(authSecret),
    sealedKey: encryptSecret(authSecret, contextOf(row), privateKey),
  };
}

/** Binds a ciphertext to its row: moved to another utility or key it does not open. */
function contextOf({ utilityId, keyId: id }: Pick<SealedKey, 'utilityId' | 'keyId'>): string {
  return `saml key ${utilityId} ${id}`;
}
