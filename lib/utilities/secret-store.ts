import { and, asc, eq, inArray } from 'drizzle-orm';
import { utilitySecrets } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { env } from '@/lib/env';
import { decryptSecret, encryptSecret, keyId } from '@/lib/tokens';
import type { SecretsByField } from '@/lib/utilities/secret-fields';

/** A configured secret as it is stored. */
export interface SealedSecret {
  utilityId: string;
  field: string;
  keyId: string;
  ciphertext: Buffer;
}

/** The stored secrets, still encrypted; of all utilities where no ids are given. */
export function sealedSecrets(tx: Database, utilityIds?: readonly string[]) {
  return tx
    .select()
    .from(utilitySecrets)
    .where(utilityIds && inArray(utilitySecrets.utilityId, [...utilityIds]))
    .orderBy(asc(utilitySecrets.utilityId), asc(utilitySecrets.field));
}

/**
 * The secret's value; null when none of AUTH_SECRET's values encrypted it, or its bytes were put
 * there from another utility or setting.
 */
export function openSecret(sealed: SealedSecret): string | null {
  const authSecret = env().AUTH_SECRET.find((secret) => keyId(secret) === sealed.keyId);
  if (!authSecret) return null;
  try {
    return decryptSecret(authSecret, contextOf(sealed), sealed.ciphertext);
  } catch {
    return null;
  }
}

/** Whether the newest value of AUTH_SECRET encrypted it. */
export function isSealedByNewest(sealed: SealedSecret): boolean {
  return sealed.keyId === newestAuthSecret().id;
}

/** Keeps exactly these secrets for the utility, encrypted under the newest value of AUTH_SECRET. */
export async function writeSecrets(tx: Database, utilityId: string, secrets: SecretsByField) {
  await tx.delete(utilitySecrets).where(eq(utilitySecrets.utilityId, utilityId));
  const { authSecret, id } = newestAuthSecret();
  const rows = Object.entries(secrets).map(([field, value]) => {
    const ciphertext = encryptSecret(authSecret, contextOf({ utilityId, field }), value);
    return { utilityId, field, keyId: id, ciphertext };
  });
  if (rows.length > 0) await tx.insert(utilitySecrets).values(rows);
}

/** Encrypts one stored secret anew, unless it has changed since it was read. */
export async function sealAgain(tx: Database, sealed: SealedSecret, value: string): Promise<void> {
  const { authSecret, id } = newestAuthSecret();
  await tx
    .update(utilitySecrets)
    .set({ keyId: id, ciphertext: encryptSecret(authSecret, contextOf(sealed), value) })
    .where(
      and(
        eq(utilitySecrets.utilityId, sealed.utilityId),
        eq(utilitySecrets.field, sealed.field),
        eq(utilitySecrets.ciphertext, sealed.ciphertext),
      ),
    );
}

/** Binds a ciphertext to its row: moved to another utility or setting it does not open. */
function contextOf({ utilityId, field }: Pick<SealedSecret, 'utilityId' | 'field'>): string {
  return `${utilityId} ${field}`;
}

function newestAuthSecret(): { authSecret: string; id: string } {
  const [authSecret] = env().AUTH_SECRET;
  return { authSecret, id: keyId(authSecret) };
}
