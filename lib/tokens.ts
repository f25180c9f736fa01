import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { processWide } from '@/lib/process-wide';

/** 256 random bits in base64url: 43 characters. Session secrets and one-time handles are made so. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps of a secret. A plain hash is enough: 256 random bits cannot be guessed. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** A key of 32 bytes for one purpose, by HKDF-SHA-256 (RFC 5869) from one value of AUTH_SECRET. */
function derivedKey(authSecret: string, purpose: string): Buffer {
  const keys = processWide('derived-keys', () => new Map<string, Buffer>());
  const name = `${purpose}\0${authSecret}`;
  let key = keys.get(name);
  if (!key) {
    key = Buffer.from(hkdfSync('sha256', authSecret, '', `csi ${purpose}`, 32));
    keys.set(name, key);
  }
  return key;
}

/**
 * HMAC-SHA-256 over the parts, each with its length before it, so that no two lists of parts read
 * the same.
 */
export function keyedHash(authSecret: string, purpose: string, ...parts: string[]): Buffer {
  const mac = createHmac('sha256', derivedKey(authSecret, purpose));
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    mac.update(length).update(bytes);
  }
  return mac.digest();
}

/** Names a value of AUTH_SECRET without telling anything of it: 8 hex digits. */
export function keyId(authSecret: string): string {
  return keyedHash(authSecret, 'key id').toString('hex', 0, 4);
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM: 12 bytes nonce, 16 bytes tag, ciphertext. `context` is bound to it, not stored. */
export function encryptSecret(authSecret: string, context: string, plaintext: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', derivedKey(authSecret, 'secrets at rest'), nonce, {
    authTagLength: TAG_BYTES,
  });
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** The reverse of {@link encryptSecret}. @throws when key, context or bytes do not fit. */
export function decryptSecret(authSecret: string, context: string, sealed: Buffer): string {
  const decipher = createDecipheriv(
    'aes-256-gcm',
    derivedKey(authSecret, 'secrets at rest'),
    sealed.subarray(0, NONCE_BYTES),
    // Or a shorter tag would do, which is easier to guess.
    { authTagLength: TAG_BYTES },
  );
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return (
    decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') +
    decipher.final('utf8')
  );
}
